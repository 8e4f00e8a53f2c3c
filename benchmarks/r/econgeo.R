# How long does EconGeo take: Rscript econgeo.R FUNCTION FILE
#
# FILE holds a matrix as CSV, regions in rows and industries in columns, with names. Prints the
# package's version and the seconds of the function alone.

suppressMessages(library(EconGeo))
given <- commandArgs(trailingOnly = TRUE)
matrix <- as.matrix(read.csv(given[2], row.names = 1))
storage.mode(matrix) <- "double"
functions <- list(
  locational_gini = locational_gini,
  location_quotient = location_quotient,
  krugman_index = krugman_index,
  complexity = function(jobs) kci(location_quotient(jobs, binary = TRUE))
)
seconds <- system.time(functions[[given[1]]](matrix))[["elapsed"]]
cat(as.character(packageVersion("EconGeo")), seconds, "\n")
