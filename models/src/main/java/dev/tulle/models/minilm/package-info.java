/// all-MiniLM-L6-v2: its weights from an ONNX file, its tokenizer, and the demonstration `tulle demo embed`. Holds no arithmetic of the network: that is
/// `minilm.tulle` alone. Start at [EmbedDemo].
package dev.tulle.models.minilm;
