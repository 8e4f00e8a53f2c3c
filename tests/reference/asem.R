# What COINr makes of its own example, the ASEM index of sustainable connectivity, step by step.
#
# Rscript asem.R FOLDER: writes one CSV file a data set there (15 digits, as R writes). Needs
# COINr 1.1.14 from GitHub, bluefoxr/COINr.

suppressMessages(library(COINr))
stopifnot(packageVersion("COINr") == "1.1.14")

folder <- commandArgs(trailingOnly = TRUE)[1]
written <- function(table, name) {
  write.csv(table, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "")
}
treated <- function(coin, most, log) {
  given <- list(f1_para = list(winmax = most), f2 = log)
  Treat(coin, dset = "Screened", global_specs = given, out2 = "list")
}

written(ASEM_iData, "ASEM_iData")
written(ASEM_iMeta, "ASEM_iMeta")

coin <- build_example_coin(quietly = TRUE)
indicators <- ASEM_iMeta$iCode[ASEM_iMeta$Type == "Indicator"]
aggregates <- ASEM_iMeta$iCode[ASEM_iMeta$Type == "Aggregate"]

# Raw is ASEM_iData in the order of codes, and the indicators of Aggregated are Normalised: neither
# is written twice.
by_code <- ASEM_iData[match(coin$Data$Raw$uCode, ASEM_iData$uCode), ]
stopifnot(
  all.equal(coin$Data$Raw[indicators], by_code[indicators], check.attributes = FALSE),
  all.equal(coin$Data$Aggregated[indicators], coin$Data$Normalised[indicators])
)
for (step in c("Denominated", "Imputed", "Screened", "Treated", "Normalised")) {
  written(coin$Data[[step]][c("uCode", indicators)], step)
}
scores <- coin$Data$Aggregated[c("uCode", aggregates)]
ranks <- scores
ranks[aggregates] <- lapply(scores[aggregates], function(x) rank(-x, ties.method = "min"))
written(scores, "Aggregated")
written(ranks, "Ranks")

# The example as it stands leaves steps untouched: nothing is missing once it is imputed, so that
# screening keeps everybody, and five points suffice everywhere, so that no logarithm is taken.
# Hence, beside the example:
# regions that pass where screening comes first,
screened <- Screen(coin, dset = "Denominated", dat_thresh = 0.9, unit_screen = "byNA",
                   out2 = "list")
written(screened$DataSummary[c("uCode", "Dat_Avail", "Included")], "screened_before_imputing")
# what was done to each indicator,
details <- coin$Analysis$Treated$Dets_Table
names(details) <- c("iCode", "pass_before", "skew_before", "kurt_before", "nwin", "pass_after",
                    "skew_after", "kurt_after")
written(details, "treatment")
# the flagged indicators where two points at most may be set to the next one and a logarithm
# follows; where none may, by COINr's logarithm and by its later one, which looks at the side,
flagged <- details$iCode[!details$pass_before]
for (case in list(c(2, "log_CT"), c(0, "log_CT"), c(0, "log_CT_plus"))) {
  table <- treated(coin, as.numeric(case[1]), case[2])$x_treat
  written(table[c("uCode", flagged)], paste0(case[2], "_after_", case[1]))
}
# and standard scores.
scored <- Normalise(coin, dset = "Treated", global_specs = list(f_n = "n_zscore"), out2 = "df")
written(scored[c("uCode", indicators)], "standard_scores")
