# What R says of weights and multivariate checks of a composite index.
#
# Rscript index_weights.R > index_weights.json
# Needs jsonlite, lpSolve and COINr (all on CRAN). The inputs are `swiss` (47 provinces, 1888, six
# indicators; the datasets of R), so that anyone can repeat it; they are written out too.
# The ways differ from those of the workbench where there is a choice: alpha from the analysis of
# variance (Hoyt 1941), the partial correlations of the adequacy from residuals of regressions,
# the varimax of R, the linear program of lpSolve, the first component from prcomp through COINr.

suppressMessages({
  library(jsonlite)
  library(lpSolve)
})

values <- swiss
names(values) <- tolower(gsub("[.]", "_", names(values)))
k <- ncol(values)
n <- nrow(values)
z <- as.data.frame(scale(values))

# Principal components: all with eigenvalue above 1, turned by varimax with Kaiser's normalisation.
pca <- prcomp(values, center = TRUE, scale. = TRUE)
eigenvalues <- pca$sdev^2
kept <- which(eigenvalues > 1)
loadings <- pca$rotation[, kept] %*% diag(pca$sdev[kept])
turned <- unclass(varimax(loadings, normalize = TRUE, eps = 1e-14)$loadings)
# The two steps of the handbook, one after the other.
explained <- colSums(turned^2)
own <- max.col(turned^2)
step_one <- turned[cbind(seq_len(k), own)]^2 / explained[own]
step_two <- step_one * explained[own] / sum(explained)
pca_weights <- step_two / sum(step_two)

# Entropy.
told <- sapply(values, function(x) 1 + sum((x / sum(x)) * log(x / sum(x))) / log(n))

# Benefit of the doubt, free and with every share between a tenth and a half.
doubt <- function(y, least = 0, most = 1) {
  scaled <- sweep(as.matrix(values), 2, sapply(values, max), "/")
  own <- scaled[y, ]
  lhs <- rbind(scaled, diag(own) - outer(rep(least, k), own), outer(rep(most, k), own) - diag(own))
  direction <- c(rep("<=", n), rep(">=", 2 * k))
  lp("max", own, lhs, direction, c(rep(1, n), rep(0, 2 * k)))$objval
}

# Alpha by the analysis of variance of z-scores and of values.
hoyt <- function(table) {
  long <- data.frame(
    y = unlist(table), region = factor(rep(seq_len(n), k)), item = factor(rep(seq_len(k), each = n))
  )
  mean_squares <- summary(aov(y ~ region + item, long))[[1]][["Mean Sq"]]
  1 - mean_squares[3] / mean_squares[1]
}

# Adequacy from partial correlations, each from two regressions on all others.
r <- cor(values)
partial <- diag(k)
for (i in seq_len(k)) for (j in seq_len(k)) if (i != j) {
  others <- as.matrix(values[, -c(i, j)])
  partial[i, j] <- cor(resid(lm(values[[i]] ~ others)), resid(lm(values[[j]] ~ others)))
}
off <- row(r) != col(r)
by_indicator <- sapply(seq_len(k), function(i) {
  shared <- sum(r[i, -i]^2)
  shared / (shared + sum(partial[i, -i]^2))
})
statistic <- -(n - 1 - (2 * k + 5) / 6) * log(det(r))

pairs <- combn(k, 2)
tests <- lapply(c(pearson = "pearson", spearman = "spearman", kendall = "kendall"), function(how) {
  answers <- apply(pairs, 2, function(p) {
    found <- suppressWarnings(
      cor.test(values[[p[1]]], values[[p[2]]], method = how, exact = FALSE)
    )
    c(found$estimate, found$p.value)
  })
  list(correlation = unname(answers[1, ]), p_value = unname(answers[2, ]))
})
with_interval <- cor.test(values$fertility, values$education)

coinr <- tryCatch({
  data <- cbind(uCode = make.names(rownames(values)), values)
  meta <- data.frame(
    iCode = c(names(values), "index"), Level = c(rep(1, k), 2), Direction = 1, Weight = 1,
    Parent = c(rep("index", k), NA), Type = c(rep("Indicator", k), "Aggregate")
  )
  coin <- suppressMessages(COINr::new_coin(data, meta))
  found <- suppressMessages(COINr::get_PCA(coin, dset = "Raw", Level = 1, out2 = "list"))
  first <- found$Weights
  first$Weight[match(names(values), first$iCode)]
}, error = function(e) conditionMessage(e))

cat(toJSON(list(
  versions = list(
    R = as.character(getRversion()), lpSolve = as.character(packageVersion("lpSolve")),
    COINr = as.character(packageVersion("COINr"))
  ),
  regions = rownames(values), values = as.list(values),
  eigenvalues = eigenvalues,
  principal_components = pca_weights,
  entropy = unname(told / sum(told)),
  benefit_of_the_doubt = sapply(seq_len(n), doubt),
  benefit_of_the_doubt_bounded = sapply(seq_len(n), doubt, least = 0.1, most = 0.5),
  coinr_first_component = coinr,
  alpha_raw = hoyt(values), alpha_standardised = hoyt(z),
  adequacy = sum(r[off]^2) / (sum(r[off]^2) + sum(partial[off]^2)),
  adequacy_by_indicator = by_indicator,
  bartlett = statistic, bartlett_p_value = pchisq(statistic, k * (k - 1) / 2, lower.tail = FALSE),
  pairs = tests,
  interval = with_interval$conf.int
), digits = NA, auto_unbox = TRUE, pretty = FALSE))
