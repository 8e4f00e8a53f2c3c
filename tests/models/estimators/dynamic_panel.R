# Reference values of test_dynamic_panel.py. R 4.2, plm 2.6; panel.csv is employment_panel().
# Run: Rscript dynamic_panel.R panel.csv
library(plm)
panel <- pdata.frame(read.csv(commandArgs(TRUE)[1]), index = c("region", "year"))
found <- pgmm(y ~ lag(y, 1) + x | lag(y, 2:99), data = panel, effect = "twoways",
              model = "onestep", transformation = "d")
print(found$coefficients[[1]][1:2], digits = 10)
print(sqrt(diag(vcovHC(found)))[1:2], digits = 10)
print(summary(found, robust = TRUE))
twosteps <- pgmm(y ~ lag(y, 1) + x | lag(y, 2:99), data = panel, effect = "twoways",
                 model = "twosteps", transformation = "d")
print(sargan(twosteps)$statistic, digits = 10)
