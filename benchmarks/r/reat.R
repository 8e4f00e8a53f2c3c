# How long does REAT take: Rscript reat.R FUNCTION FILE
#
# FILE is a CSV of region, industry, employment: cells for locq2, plants for the others. Prints the
# package's version and the seconds of the function alone. What the function prints as
# it goes is thrown away.

suppressMessages(library(REAT))
given <- commandArgs(trailingOnly = TRUE)
table <- read.csv(given[2], colClasses = c("character", "character", "numeric"))
functions <- list(
  location_quotient = function() REAT::locq2(table$employment, table$industry, table$region),
  ellison_glaeser = function() REAT::ellison.a2(table$employment, table$industry, table$region),
  all_pairs = function() REAT::ellison.c2(table$employment, table$industry, table$region)
)
sink(nullfile())
seconds <- system.time(functions[[given[1]]]())[["elapsed"]]
sink()
cat(as.character(packageVersion("REAT")), seconds, "\n")
