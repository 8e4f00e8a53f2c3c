# Reference values of test_meta_regression.py. R 4.2, metafor 3.8; trials.csv is trials().
# Run: Rscript meta_regression.R trials.csv
library(metafor)
trials <- read.csv(commandArgs(TRUE)[1])
exact <- list(threshold = 1e-14, maxiter = 1000)
print(rma(effect, sei = se, data = trials))
print(rma(effect, sei = se, data = trials, method = "DL"))
found <- rma(effect, sei = se, mods = ~latitude, data = trials, test = "knha", control = exact)
print(c(found$tau2, found$zval, found$pval), digits = 10)
print(summary(lm(effect ~ se, trials, weights = 1 / se^2))$coef, digits = 8)
print(summary(lm(effect ~ I(se^2), trials, weights = 1 / se^2))$coef, digits = 8)
