"""Makes golden.json beside this file, once, with Hugging Face's tokenizers: python3 make.py. Tests need no Python."""

import json

from tokenizers import Tokenizer, decoders
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

with open("vocab.txt", encoding="utf-8") as file:
    vocabulary = {token: index for index, token in enumerate(file.read().splitlines())}

TEXTS = [
    "",
    " ",
    "你好",
    "我爱你，中国。",
    "我 love 你",
    "Hello, World!",
    "hello world. how are you?",
    "unaffable unaffableness",
    "Café naïve",
    "CAFÉ",
    "今天天气怎么样？",
    "今天\t天气\n怎么样",
    "中国2024年",
    "a-b_c (d) [SEP] e",
    "[CLS]你好[SEP]",
    "##ing",
    "don't stop",
    "\u0000zero\u200bwidth\ufeff",
    "ΟΔΟΣ σ",
    "İstanbul",
    "\u3000全角　空格",
    "ＨＥＬＬＯ",
    "🙂 hello 🙂",
    "x" * 101,
    "hello" * 20,
    "𠀀𠀁你",
    "한국어 テスト",
    "line one\r\nline two",
    "e\u0301 e",
    "…—“你好”‘我’",
    "~`!@#$%^&*()_+-={}|[]\\:\";'<>?,./",
]

golden = []
for lowercase in (True, False):
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.encode_special_tokens = True
    tokenizer.normalizer = BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        golden.append(
            {"lowercase": lowercase, "text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False)}
        )
    if lowercase:
        with open("tokenizer.json", "w", encoding="utf-8") as file:
            file.write(tokenizer.to_str(pretty=False) + "\n")

with open("golden.json", "w", encoding="utf-8") as file:
    json.dump(golden, file, ensure_ascii=True, indent=1)
    file.write("\n")
