"""List the files of held-out packages that heldout.tsv does not know yet: `python training/data/hold_out.py`, once, by a
person, after choose.py. Lines that are there stay as they are; new ones are put after them.
"""

import csv

import decontaminate
import dedupe
import documents
import fetch
import gather
import minhash
import packages

PACKAGE_LIMIT = 150_000  # bytes held out of one package
LANGUAGES = {"go", "rust", "java", "c", "cpp"}


def main():
    rows = gather.held_out_rows()
    known = {(row["ecosystem"], row["package"]) for row in rows}
    new = [p for p in packages.read() if p.split != "train" and (p.ecosystem, p.name) not in known]
    seen, signatures, asked = dedupe.Seen(), minhash.Signatures(), decontaminate.evaluation()
    with open(gather.HELD_OUT, "a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter="\t", lineterminator="\n")
        for package in sorted(fetch.fetch(new), key=lambda p: (p.split, p.name)):
            for d in documents.within(documents.documents(package)[0], PACKAGE_LIMIT):
                shingles, signature = dedupe.shingles(d.text), minhash.signature(d.text)
                if d.language in LANGUAGES and not (asked.first_in(d.text) or seen.near(shingles) or signatures.near(signature)):
                    seen.add(shingles)
                    signatures.add(signature)
                    lines.writerow([package.split, d.language, package.ecosystem, package.name, package.version, d.path,
                                    gather.sha256(d.text)])


if __name__ == "__main__":
    main()
