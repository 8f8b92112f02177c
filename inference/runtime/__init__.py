"""Models that run: sessions, batching, the GPU. The only importer of onnxruntime."""
