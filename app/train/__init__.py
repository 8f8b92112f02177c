"""Networks that are learned here: corpora, features, training, figures. Needs torch and onnx; the program does not."""
