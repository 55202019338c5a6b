"""Search by meaning, the optional extra `agentassist-desktop[semantic]`.

    search: LocalSemantic (background, restarts) -> meanings (tables), fusion
            `-> process -> the child: host -> encoder (the model), vectors (nearest)

numpy, onnxruntime and tokenizers are imported by the child alone: encoder, vectors, host.
"""
