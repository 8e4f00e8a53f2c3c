# What the R packages EconGeo, REAT, dbmss and spatstat.explore say of the shared inputs.
#
# Rscript peers.R FOLDER: reads the CSV files that make_peers.py wrote there, writes results.json
# beside them. Needs these packages and jsonlite; REAT is always called by its full name, for
# it hides two functions of EconGeo.

suppressMessages({
  library(EconGeo)
  library(REAT)
  library(dbmss)
})

folder <- commandArgs(trailingOnly = TRUE)[1]
given <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = FALSE)
quiet <- function(expression) {
  sink(nullfile())
  on.exit(sink())
  suppressWarnings(force(expression))
}
told <- function(expression) tryCatch({
  quiet(expression)
  "no error"
}, error = conditionMessage)

activity <- given("activity")
regions <- given("regions")
plants <- given("plants")
towns <- given("towns")
wide <- function(table, column) {
  cells <- tapply(table[[column]], list(table$region, table$industry), sum)
  storage.mode(cells) <- "double"
  cells
}
early <- activity[activity$year == 2010, ]
late <- activity[activity$year == 2020, ]
first <- wide(early, "employment")
last <- wide(late, "employment")
total <- rowSums(last)
present <- location_quotient(wide(given("exports"), "employment"), binary = TRUE)
together <- co_occurrence(t(present))
by_cosine <- relatedness(together, "cosine")
whole <- matrix(c(50000L, 10L, 20L, 60000L), 2)
empty <- rbind(last, empty = 0)

econgeo <- list(
  location_quotient = location_quotient(last),
  rca = EconGeo::rca(last),
  locational_gini = locational_gini(last)$Loc_gini,
  hoover_gini = hoover_gini(last, total)$hoover_gini,
  gini = EconGeo::gini(last)$Gini,
  hoover_index = hoover_index(last, total)$hoover_index,
  spec_coeff = as.vector(spec_coeff(last)),
  krugman_index = as.vector(krugman_index(last)),
  herfindahl = as.vector(herfindahl(last)),
  herfindahl_of_whole_numbers = as.vector(quiet(herfindahl(whole))),
  entropy = as.vector(entropy(last)),
  hachman = as.vector(hachman(last)),
  krugman_index_with_an_empty_region = as.vector(krugman_index(empty)),
  herfindahl_with_an_empty_region = as.vector(herfindahl(empty)),
  growth_ind = as.vector(growth_ind(first, last)),
  growth_list_error = told(growth_list(first, last)),
  co_occurrence = together,
  relatedness_cosine = by_cosine,
  relatedness_jaccard = relatedness(together, "jaccard"),
  relatedness_association = relatedness(together, "association"),
  relatedness_prob = relatedness(together, "prob"),
  relatedness_density = relatedness_density(present, by_cosine),
  kci = as.vector(kci(present)),
  tci = as.vector(tci(present))
)
mat1 <- first # growth_list looks for objects of these names, whatever it is given
mat2 <- 10 * first
econgeo$growth_list_of_doubled <- unique(growth_list(first, 2 * first)$growth)

locq2 <- function(norm) {
  t(quiet(REAT::locq2(late$employment, late$industry, late$region, LQ.norm = norm)))
}
size <- plants$employment
one <- plants[plants$industry == "i0", ]
of_regions <- tapply(plants$employment, plants$region, sum)
single <- function(rows) {
  as.vector(quiet(REAT::ellison.a(rows$employment, of_regions, rows$region, print.results = FALSE)))
}
of_region <- match(late$region, regions$region)
grown <- lapply(sort(unique(late$region)), function(region) {
  rows <- function(table) table$employment[table$region == region]
  components <- function(method) {
    as.vector(REAT::shift(rows(early), rows(late), colSums(first), colSums(last),
      shift.method = method, print.results = FALSE
    )$components)
  }
  list(dunn = components("Dunn"), esteban = components("Esteban"))
})
beta <- quiet(REAT::betaconv.ols(towns$income_2000, 2000, towns$income_2020, 2020))
reat <- list(
  locq2 = locq2("none"),
  locq2_og = locq2("OG"),
  locq2_t = locq2("T"),
  locq2_error = told(REAT::locq2(
    late$employment[-1], late$industry[-1], late$region[-1]
  )),
  spec_error = told(REAT::spec(late$employment[-1], late$industry[-1], late$region[-1])),
  spec = quiet(REAT::spec(late$employment, late$industry, late$region)),
  conc = quiet(REAT::conc(late$employment, late$industry, late$region)),
  herf = apply(last, 1, REAT::herf),
  herf_normalised = apply(last, 1, REAT::herf, coefnorm = TRUE),
  ellison_a = single(one),
  ellison_a_reversed = single(one[rev(seq_len(nrow(one))), ]),
  ellison_a2 = quiet(REAT::ellison.a2(size, plants$industry, plants$region, print.results = FALSE)),
  ellison_c = REAT::ellison.c(size, plants$industry, plants$region),
  ellison_c2 = quiet(REAT::ellison.c2(size, plants$industry, plants$region, print.results = FALSE))[, 1],
  litzenberger2 = t(quiet(REAT::litzenberger2(late$employment, late$industry, late$region,
    regions$area_km2[of_region], regions$population[of_region], late$establishments
  ))),
  shift_dunn = lapply(grown, `[[`, "dunn"),
  shift_esteban = lapply(grown, `[[`, "esteban"),
  betaconv_ols = as.vector(beta$abeta$estimates[, 1]),
  sigmaconv = as.vector(quiet(
    REAT::sigmaconv(towns$income_2000, 2000, towns$income_2020, 2020)
  )$sigmaconv[, 1]),
  theil = REAT::theil(towns$income_2020),
  theil_weighted = REAT::theil(towns$income_2020, weighting = towns$people),
  theil_with_a_zero = REAT::theil(c(0, towns$income_2020)),
  gini = REAT::gini(towns$income_2020),
  gini_weighted = REAT::gini(towns$income_2020, weighting = towns$people),
  gini2_weighted = REAT::gini2(towns$income_2020, weighting = towns$people),
  williamson = REAT::williamson(towns$income_2020, towns$people),
  williamson_wmean = REAT::williamson(towns$income_2020, towns$people, wmean = TRUE)
)

pattern <- function(table, weight) {
  quiet(wmppp(data.frame(
    X = table$x, Y = table$y, PointType = table$industry, PointWeight = weight
  ))) # its window is the rectangle around the points
}
sites <- pattern(plants, plants$employment)
same <- pattern(plants, 1)
town <- pattern(given("town"), 1)
km <- seq(0, 40, 2)
near <- seq(0, 16, 1)
last_column <- function(function_values) {
  as.data.frame(function_values)[[length(function_values)]]
}
by_distance <- list(
  km = km,
  kd = last_column(Kdhat(sites, r = km, ReferenceType = "i0")),
  kd_weighted = last_column(Kdhat(sites, r = km, ReferenceType = "i0", Weighted = TRUE)),
  m_cumulative = last_column(Mhat(same, r = km, ReferenceType = "i0")),
  m_cumulative_weighted = last_column(Mhat(sites, r = km, ReferenceType = "i0")),
  m_density = last_column(mhat(same, r = km, ReferenceType = "i0")),
  kd_of_town = last_column(Kdhat(town, r = km, ReferenceType = "i0")),
  kd_of_town_approximate = last_column(
    Kdhat(town, r = km, ReferenceType = "i0", Approximate = 1)
  ),
  near_km = near,
  k_isotropic = last_column(Khat(same, r = near, ReferenceType = "i0", NeighborType = "i0")),
  l_isotropic = last_column(Lhat(same, r = near, ReferenceType = "i0", NeighborType = "i0")),
  lhat_error = told(Lhat(same, r = near, ReferenceType = "i0"))
)
of_one <- same[spatstat.geom::marks(same)$PointType == "i0"]
by_correction <- function(correction) {
  last_column(spatstat.explore::Kest(of_one, r = near, correction = correction))
}
points <- list(k_translation = by_correction("translate"), k_none = by_correction("none"))

version <- function(name) as.character(packageVersion(name))
names <- c("EconGeo", "REAT", "dbmss", "spatstat.explore")
exported <- function(name) sort(getNamespaceExports(name))
answer <- list(
  exports = sapply(names[1:3], exported, simplify = FALSE),
  versions = c(list(R = as.character(getRversion())), sapply(names, version, simplify = FALSE)),
  results = list(
    EconGeo = econgeo, REAT = reat, dbmss = by_distance, spatstat.explore = points
  )
)
written <- jsonlite::toJSON(answer, digits = I(16), auto_unbox = TRUE, na = "null")
writeLines(written, file.path(folder, "results.json"))
