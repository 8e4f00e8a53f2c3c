# How long does dbmss take: Rscript dbmss.R FUNCTION FILE SIMULATIONS
#
# FILE is a CSV of plants: x, y, industry, employment. Prints the package's version and the
# seconds of the function alone; with SIMULATIONS of 0 the curve without an envelope.

suppressMessages(library(dbmss))
given <- commandArgs(trailingOnly = TRUE)
plants <- read.csv(given[2], stringsAsFactors = TRUE)
simulations <- as.integer(given[3])
sites <- wmppp(data.frame(
  X = plants$x, Y = plants$y, PointType = plants$industry, PointWeight = plants$employment
))
km <- seq(0, 50, 0.5)
functions <- list(
  kd = function() Kdhat(sites, r = km, ReferenceType = "case", Approximate = 0),
  kd_envelope = function() {
    KdEnvelope(sites,
      r = km, NumberOfSimulations = simulations, ReferenceType = "case", Approximate = 0,
      Global = TRUE, verbose = FALSE
    )
  },
  m = function() Mhat(sites, r = km, ReferenceType = "case"),
  m_envelope = function() {
    MEnvelope(sites,
      r = km, NumberOfSimulations = simulations, ReferenceType = "case", Global = TRUE,
      verbose = FALSE
    )
  }
)
seconds <- system.time(functions[[given[1]]]())[["elapsed"]]
cat(as.character(packageVersion("dbmss")), seconds, "\n")
