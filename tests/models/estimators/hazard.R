# Reference values of test_hazard.py and test_survival.py. R 4.2, survival 3.5.
library(survival)
treated <- c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
relapsed <- c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
placebo <- c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
table <- data.frame(weeks = c(treated, placebo), relapsed = c(relapsed, rep(1, 21)),
                    treated = rep(c(1, 0), each = 21), group = rep(1:14, 3))
print(summary(survfit(Surv(weeks, relapsed) ~ treated, table, conf.type = "log-log")), digits = 8)
print(survfit(Surv(weeks, relapsed) ~ treated, table, conf.type = "log-log"))
print(summary(coxph(Surv(weeks, relapsed) ~ treated, table)), digits = 8)
print(summary(coxph(Surv(weeks, relapsed) ~ treated, table, robust = TRUE)), digits = 8)
print(summary(coxph(Surv(weeks, relapsed) ~ treated + cluster(group), table)), digits = 8)
