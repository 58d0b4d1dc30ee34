"""Train the tokenizer: SentencePiece BPE of 8192 pieces, made for code, on a seeded sample of the training text.

    python training/data/tokenizer.py               writes models/tokenizer.model and models/pieces.json
    python training/data/tokenizer.py --try PREFIX  writes PREFIX.model alone, to be measured by encode.py --model

No normalisation, no dummy prefix, white space kept as it is, bytes as fallback, `\\n` a symbol of its own. Documents
are fed, and later encoded, line by line, so that an edit re-tokenises only its lines. The markers <file>,
<suffix>, <middle>, <end> are control symbols: no text encodes to them.

pieces.json is a list whose entry i tells the exact bytes that token i stands for:
    "text"   a normal piece: the UTF-8 of the string, U+2581 already turned back into a space; "\\n" for the newline
    0..255   a byte piece: that byte
    null     a control symbol or the unknown: no bytes
"""

import argparse
import json
import random
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

import packages

VOCABULARY = 8192
SAMPLE = 36_000_000  # bytes
SEED = 20260102
CONTROL = ["<file>", "<suffix>", "<middle>", "<end>"]
MODELS = packages.HERE.parent.parent / "models"
MODEL, PIECES = MODELS / "tokenizer.model", MODELS / "pieces.json"
SPACE = "\u2581"


def sample(path, limit, seed):
    """Lines of whole documents, picked at random until about `limit` bytes; so the languages' mix is the corpus's. The
    corpus is read once, as it comes: each document has the chance that makes the sample's size."""
    share, chance = limit / path.stat().st_size, random.Random(seed)
    with open(path, encoding="utf-8") as file:
        for row in file:
            if chance.random() < share:
                yield from (line for line in json.loads(row)["text"].split("\n") if line and SPACE not in line)


def train(lines, prefix):
    """Train on an iterator of lines; writes `prefix`.model (and .vocab)."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=lines, model_prefix=str(prefix), model_type="bpe", vocab_size=VOCABULARY,
        normalization_rule_name="identity", add_dummy_prefix=False, remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True, byte_fallback=True, character_coverage=0.9995,
        split_digits=True, max_sentence_length=8000, max_sentencepiece_length=16,
        unk_id=0, bos_id=-1, eos_id=-1, pad_id=-1, user_defined_symbols=["\n"], control_symbols=CONTROL,
        num_threads=2, minloglevel=1)


def without_place(model):
    """The serialised model without the path that it was trained at."""
    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    proto.trainer_spec.model_prefix = ""
    return proto.SerializeToString()


def pieces(processor):
    """The bytes of every token, as pieces.json gives them."""
    def entry(token):
        if processor.is_control(token) or processor.is_unknown(token):
            return None
        piece = processor.id_to_piece(token)
        return int(piece[3:5], 16) if processor.is_byte(token) else piece.replace(SPACE, " ")
    return [entry(token) for token in range(processor.get_piece_size())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--try", dest="prefix", help="where to write a tokenizer that replaces none")
    prefix = parser.parse_args().prefix
    train(sample(packages.WORK / "text" / "train.jsonl", SAMPLE, SEED), prefix or packages.WORK / "tokenizer")
    if prefix:
        return
    MODELS.mkdir(exist_ok=True)
    MODEL.write_bytes(without_place((packages.WORK / "tokenizer.model").read_bytes()))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(MODEL))
    PIECES.write_text(json.dumps(pieces(processor), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{processor.get_piece_size()} pieces", file=sys.stderr)


if __name__ == "__main__":
    main()
