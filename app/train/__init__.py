"""Networks that are learned here: corpora, features, training, figures. Needs torch; the program does not."""
