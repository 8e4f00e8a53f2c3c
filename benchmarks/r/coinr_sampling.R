# How long does COINr sample: Rscript coinr_sampling.R FUNCTION FOLDER DRAWS
#
# FOLDER holds data.csv (uCode and a column for each indicator) and meta.csv (iCode, Parent, Level,
# Weight, Direction, Type). Makes the index once: outliers, min-max, arithmetic mean. FUNCTION is
# "weights" (noise on all weights), or "choices" (that, min-max or z-scores, arithmetic or geometric
# mean, and winsorising of five points or none). Prints the package's version and the seconds of
# get_sensitivity alone.

suppressMessages(library(COINr))
given <- commandArgs(trailingOnly = TRUE)
draws <- as.integer(given[3])
set.seed(0)
data <- read.csv(file.path(given[2], "data.csv"))
meta <- read.csv(file.path(given[2], "meta.csv"), na.strings = "")
coin <- suppressMessages(new_coin(data, meta, level_names = c("indicator", "dimension", "index")))
coin <- suppressMessages(Treat(coin, dset = "Raw"))
coin <- suppressMessages(Normalise(coin, dset = "Treated", global_specs = list(
  f_n = "n_minmax", f_n_para = list(c(1, 100))
)))
coin <- suppressMessages(Aggregate(coin, dset = "Normalised", f_ag = "a_amean"))
noise <- data.frame(Level = c(1, 2), NoiseFactor = c(0.25, 0.25))
sets <- get_noisy_weights(coin$Meta$Weights$Original, noise_specs = noise, Nrep = draws)
weights <- list(Address = "$Log$Aggregate$w", Distribution = sets, Type = "discrete")
choices <- list(
  weights = weights,
  normalising = list(
    Address = "$Log$Normalise$global_specs",
    Distribution = list(
      list(f_n = "n_minmax", f_n_para = list(c(1, 100))),
      list(f_n = "n_zscore", f_n_para = list(c(100, 10)))
    ),
    Type = "discrete"
  ),
  aggregating = list(
    Address = "$Log$Aggregate$f_ag", Distribution = c("a_amean", "a_gmean"), Type = "discrete"
  ),
  outliers = list(
    Address = "$Log$Treat$global_specs$f1_para$winmax", Distribution = c(0, 5), Type = "discrete"
  )
)
varied <- if (given[1] == "weights") choices["weights"] else choices
seconds <- system.time(suppressMessages(get_sensitivity(coin,
  SA_specs = varied, N = draws, SA_type = "UA", dset = "Aggregated", iCode = "index",
  quietly = TRUE, check_addresses = FALSE
)))[["elapsed"]]
cat(as.character(packageVersion("COINr")), seconds, "\n")
