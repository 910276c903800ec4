#!/bin/sh
# Checks this bundle with nothing but a POSIX shell, GNU coreutils (8.31 or later) and openssl (3.0 or later).
# Usage: sh verify.sh [KEPT]    KEPT: a checkpoint (log/checkpoint) of the same log that was kept elsewhere
# Ends with 0 and "verified" when all holds; else with 1, and each fault on a line of its own. It changes nothing here.
# Whoever could change the bundle could change this script: take it, or its SHA-256, from a source you trust.
set -u
LC_ALL=C; export LC_ALL
unset CDPATH
kept=
if [ $# -gt 0 ]; then
    kept=$(readlink -f -- "$1") || kept=
    [ -f "$kept" ] || { echo "$1: not there" >&2; exit 2; }
fi
cd -- "$(dirname -- "$0")" || exit 2
t=$(mktemp -d) || exit 2
trap 'rm -rf -- "$t"' EXIT
stop() { printf '%s\n' "$*" "NOT verified"; exit 1; }
faults=0
fault() { faults=$((faults + 1)); printf '%s\n' "$*"; }
for tool in sha256sum basenc base64 openssl sort comm paste split du cmp; do
    command -v "$tool" > /dev/null || stop "$tool: not on this machine; it is needed"
done
entry() { fault "log entry $1: $2"; }

# --- The bag: what the manifests name is there with these bytes, and nothing else is. BagIt 1.0 (RFC 8493).
manifest() { # MANIFEST PREFIX PATHS
    while read -r hash path; do
        case $hash in *[!0-9a-f]*) fault "$1: not a line of a manifest"; continue ;; esac
        [ ${#hash} -eq 64 ] || { fault "$1: not a line of a manifest"; continue; }
        case $path in
            *[!A-Za-z0-9._/-]* | /* | *..* | *//* | */. | */./* | ./* | '' ) fault "$1: names a path that no bundle has"; continue ;;
        esac
        case $path in "$2"*) ;; *) fault "$1: $path is not under $2"; continue ;; esac
        if [ -L "$path" ]; then fault "$path: a link"; continue; fi
        if [ ! -f "$path" ]; then fault "$path: is missing"; continue; fi
        echo "$path" >> "$3"
        case $path in
            data/objects/*) [ "$path" = "data/objects/${hash%"${hash#??}"}/$hash" ] || fault "$path: is not named by its SHA-256" ;;
            data/log/timestamps/*) n=${path##*/}; [ "${n%%.*}" = "$hash" ] || fault "$path: is not named by its SHA-256" ;;
        esac
        echo "$hash  $path" >> "$t/sums"
    done < "$1"
}
: > "$t/sums"; : > "$t/named"; : > "$t/tags"; : > "$t/found"
for f in bagit.txt bag-info.txt manifest-sha256.txt tagmanifest-sha256.txt verify.sh data/log/entries.jsonl data/log/checkpoint \
    data/log/key.pub data/withheld.csv; do
    [ -f "$f" ] && [ ! -L "$f" ] || stop "$f: is missing"
done
for d in data data/log data/objects data/payloads; do [ ! -L "$d" ] || stop "$d: a link"; done
manifest manifest-sha256.txt data/ "$t/named"
manifest tagmanifest-sha256.txt '' "$t/tags"
# Everything below this folder, hidden or not; a line break in a name becomes a character that no bundle has in one.
du -a -l -0 . | tr '\n\000' '\001\n' | cut -f 2- > "$t/all"
while IFS= read -r f; do
    f=${f#./}
    case $f in *[!A-Za-z0-9._/-]*) fault "a name of a file that no bundle has"; continue ;; esac
    if [ -L "$f" ]; then fault "$f: a link"
    elif [ -d "$f" ]; then case $f in
        . | data | data/findings | data/log | data/log/timestamps | data/objects | data/objects/?? | data/payloads) ;;
        *) fault "$f: no bundle has this folder" ;;
    esac
    else printf '%s\n' "$f" >> "$t/found"
    fi
done < "$t/all"
sort "$t/named" "$t/tags" > "$t/listed"
[ -z "$(uniq -d "$t/listed")" ] || fault "a manifest names a file twice: $(uniq -d "$t/listed" | head -n 1)"
{ cat "$t/listed"; echo tagmanifest-sha256.txt; } | sort -u > "$t/listed.all"
sort -u "$t/found" | comm -13 "$t/listed.all" - > "$t/extra"
while read -r f; do fault "$f: is in no manifest"; done < "$t/extra"
sha256sum --check --strict "$t/sums" > "$t/checked" 2> /dev/null
[ "$(wc -l < "$t/checked")" -eq "$(wc -l < "$t/listed")" ] || fault "a file that a manifest names could not be checked"
while read -r f; do case $f in *': OK') ;; *) printf '%s\n' "$f" ;; esac; done < "$t/checked" > "$t/bad"
while read -r f; do fault "${f%: FAILED*}: its bytes have changed"; done < "$t/bad"

# --- The log: each line holds the SHA-256 of the one before; what the lines name is there, or withheld in the open.
field() { # MEMBER: the text after the last "MEMBER": of the line, which is the outer one
    v=${line##*"\"$1\":"}
}
: > "$t/prev"; : > "$t/objects"; : > "$t/payloads"; : > "$t/stamps"
n=0; key=; last=; withheld=
mkdir "$t/lines" "$t/leaves"
while IFS= read -r line; do
    d=$((100000 + n / 1000))
    [ $((n % 1000)) -gt 0 ] || mkdir "$t/lines/$d" "$t/leaves/$d"
    printf '%s' "$line" > "$t/lines/$d/$((1000 + n % 1000))"
    printf '\000%s' "$line" > "$t/leaves/$d/$((1000 + n % 1000))"
    field prev; v=${v#'"'}; echo "${v%'"}'}" >> "$t/prev"
    field n; [ "${v%%,*}" = "$n" ] || entry "$n" "has another number"
    field payload; v=${v%%,*}; v=${v#'"'}
    [ "$v" = null ] || echo "${v%'"'}" >> "$t/payloads"
    field kind; v=${v#'"'}; last=${v%%'"'*}
    facts=${line#*'"facts":'}
    case $last in
        seal) v=${facts#'{"item":"'}; echo "${v%%'"'*}" >> "$t/objects" ;;
        key) if [ -z "$key" ]; then v=${facts#'{"ed25519":"'}; key=${v%%'"'*}; keyed=$n; else entry "$n" "names a second key"; fi ;;
        timestamp)
            s=$n
            for name in checkpoint request response trusted; do v=${facts#*"\"$name\":\""}; s="$s ${v%%'"'*}"; done
            echo "$s" >> "$t/stamps" ;;
        export) v=${facts#*'"withheld":"'}; withheld=${v%%'"'*} ;;
    esac
    n=$((n + 1))
done < data/log/entries.jsonl
[ "$n" -gt 0 ] || stop "data/log/entries.jsonl: no entries"
[ "$(tr -d '\000' < data/log/entries.jsonl | wc -c)" -eq "$(wc -c < data/log/entries.jsonl)" ] || fault "data/log/entries.jsonl: holds bytes of zero"
[ -z "$line" ] || entry "$n" "the line has no end"
hashes() { for d in "$1"/*; do sha256sum "$d"/*; done | cut -c1-64; }
hashes "$t/lines" > "$t/hashes"
hashes "$t/leaves" > "$t/leaf"
[ "$(wc -l < "$t/hashes") $(wc -l < "$t/leaf")" = "$n $n" ] || stop "the folder for temporary files has no room; set TMPDIR to one that has"
{ printf '%064d\n' 0; cat "$t/hashes"; } | head -n "$n" | paste -d ' ' - "$t/prev" > "$t/chain"
i=0
while read -r is says; do
    [ "$is" = "$says" ] || entry "$i" "does not follow from the line before it"
    i=$((i + 1))
done < "$t/chain"

[ "$last" = export ] || fault "data/log/entries.jsonl: does not end with the export of this bundle"
[ "$(sha256sum < data/withheld.csv | cut -c1-64)" = "$withheld" ] || fault "data/withheld.csv: is not what the log says was withheld"
while IFS=, read -r kind id rest; do
    case $kind in object) echo "$id" >> "$t/objects.gone" ;; payload) echo "$id" >> "$t/payloads.gone" ;; esac
done < data/withheld.csv
for what in objects payloads; do
    : >> "$t/$what.gone"
    sort -u "$t/$what.gone" > "$t/gone"
    for f in data/"$what"/*; do
        if [ "$what" = objects ]; then for o in "$f"/*; do [ ! -f "$o" ] || echo "${o##*/}"; done; else [ ! -f "$f" ] || echo "${f##*/}"; fi
    done | sort -u > "$t/there"
    sort -u "$t/$what" > "$t/wanted"
    sort -m "$t/there" "$t/gone" | sort -u | comm -23 "$t/wanted" - > "$t/missing"
    while read -r id; do fault "data/$what: $id is named in the log and missing"; done < "$t/missing"
    comm -13 "$t/wanted" "$t/there" > "$t/more"
    while read -r id; do fault "data/$what: $id is not named in the log"; done < "$t/more"
done

# --- Payloads: named by SHA-256(salt || body).
mkdir "$t/bodies"
while read -r id; do
    IFS= read -r line < "data/payloads/$id"
    body=${line#'{"body":'}; salt=${body##*',"salt":"'}; body=${body%',"salt":"'*}; salt=${salt%'"}'}
    bytes=
    printf '{"body":%s,"salt":"%s"}\n' "$body" "$salt" | cmp -s - "data/payloads/$id" || fault "data/payloads/$id: is not written as a payload is"
    case $salt in *[!0-9a-f]*) salt= ;; esac
    [ ${#salt} -eq 32 ] || { fault "data/payloads/$id: has no salt of 16 bytes"; salt=; }
    while [ -n "$salt" ]; do
        rest=${salt#??}; b=$((0x${salt%"$rest"})); salt=$rest
        bytes="$bytes\\$((b / 64))$((b / 8 % 8))$((b % 8))"
    done
    { printf "$bytes"; printf '%s' "$body"; } > "$t/bodies/$id"
done < "$t/there"
(cd "$t/bodies" && for d in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do set -- "$d"*; [ ! -f "$1" ] || sha256sum "$@"; done) > "$t/named.bodies"
while read -r hash id; do [ "$hash" = "$id" ] || fault "data/payloads/$id: has changed"; done < "$t/named.bodies"

# --- Checkpoints: the Merkle root (RFC 6962) over the first K lines, and the signature of the key that the log names.
root() { # K: the root in base64
    head -n "$1" "$t/leaf" > "$t/level"
    c=$1
    while [ "$c" -gt 1 ]; do
        rm -rf "$t/nodes"; mkdir "$t/nodes"
        printf '01%s%s' $(head -n $((c / 2 * 2)) "$t/level") | tr a-f A-F | basenc --base16 -d -w 0 | split -b 65 -a 7 -d - "$t/nodes/"
        { (cd "$t/nodes" && for d in $(seq -w 0 999); do set -- "$d"*; [ -f "$1" ] || break; sha256sum "$@"; done) | cut -c1-64
          [ $((c % 2)) -eq 0 ] || tail -n 1 "$t/level"; } > "$t/next"
        mv "$t/next" "$t/level"
        c=$(((c + 1) / 2))
    done
    tr a-f A-F < "$t/level" | tr -d '\n' | basenc --base16 -d | base64
}
read -r first < "$t/hashes"
first=${first%"${first#????????????????}"}
origin=inquest/case/$first
printf '%s' "$key" | base64 -d > "$t/key" 2> /dev/null
[ "$(wc -c < "$t/key")" -eq 32 ] || fault "data/log/entries.jsonl: names no key"
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cat "$t/key"; } > "$t/key.der" # RFC 8410
{ printf '%s\n\001' "$origin"; cat "$t/key"; } | sha256sum > "$t/id"
read -r id < "$t/id"
id=${id%"${id#????????}"}
vkey="$origin+$id+$({ printf '\001'; cat "$t/key"; } | base64 -w 0)"
[ "$(cat data/log/key.pub)" = "$vkey" ] || fault "data/log/key.pub: is not the key that the log names"
checkpoint() { # FILE NAME AT-LEAST
    { IFS= read -r o; IFS= read -r k; IFS= read -r r; IFS= read -r blank; } < "$1"
    case $k in '' | *[!0-9]* | 0* | ???????????*) fault "$2: not a checkpoint"; return ;; esac
    if [ "$k" -gt "$n" ]; then fault "$2: speaks of $k log entries, the log has only $n"; return; fi
    [ "$k" -ge "$3" ] || fault "$2: speaks of $k log entries, the log has $n"
    [ "$o" = "$origin" ] && [ "$r" = "$(root "$k")" ] || { fault "$2: was not made of the first $k entries of this log"; return; }
    [ "$k" -gt "${keyed:-$n}" ] || return
    # Three bare lines that were kept, as findings.json states them, speak for themselves.
    if [ "$1" = "$kept" ] && [ "$(wc -l < "$1")" -le 3 ]; then return; fi
    head -n 3 "$1" > "$t/text"
    signed=no
    while IFS= read -r line; do
        case $line in
            "— $origin "*)
                printf '%s' "${line##* }" | base64 -d > "$t/signature" 2> /dev/null
                [ "$(head -c 4 "$t/signature" | basenc --base16 | tr A-F a-f)" = "$id" ] || continue
                tail -c +5 "$t/signature" > "$t/raw"
                signed=yes
                openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key.der" -rawin -in "$t/text" -sigfile "$t/raw" > /dev/null 2>&1 ||
                    { signed=no; break; } ;;
        esac
    done < "$1"
    [ -z "$blank" ] && [ $signed = yes ] || fault "$2: is not signed with the key that the log names"
}
checkpoint data/log/checkpoint data/log/checkpoint "$n"
[ -z "$kept" ] || checkpoint "$kept" "the kept checkpoint" 0

# --- Timestamps (RFC 3161), each checked at the time that it states.
while read -r at note request response trusted; do
    d=data/log/timestamps
    ok=yes
    for f in "$note.note" "$request.tsq" "$response.tsr" "$trusted.pem"; do
        [ -f "$d/$f" ] || { entry "$at" "$d/$f is missing"; ok=no; }
    done
    [ $ok = yes ] || continue
    openssl ts -reply -in "$d/$response.tsr" -text > "$t/stamp" 2> /dev/null
    time=
    while IFS= read -r line; do case $line in "Time stamp: "*) time=${line#Time stamp: } ;; esac; done < "$t/stamp"
    seconds=$(date -u -d "$time" +%s 2> /dev/null) || seconds=0
    openssl ts -verify -data "$d/$note.note" -in "$d/$response.tsr" -CAfile "$d/$trusted.pem" -attime "$seconds" > /dev/null 2>&1 &&
        openssl ts -verify -queryfile "$d/$request.tsq" -in "$d/$response.tsr" -CAfile "$d/$trusted.pem" -attime "$seconds" > /dev/null 2>&1 ||
        entry "$at" "the timestamp does not hold"
    checkpoint "$d/$note.note" "$d/$note.note" 0
    echo "timestamp: log entry $at: $time, on the word of $d/$trusted.pem"
done < "$t/stamps"

{ echo room > "$t/room"; } 2> /dev/null && [ "$(cat "$t/room")" = room ] || fault "the folder for temporary files has no room; set TMPDIR to one that has"
[ "$(wc -l < "$t/named.bodies")" -eq "$(wc -l < "$t/there")" ] || fault "data/payloads: not all of them could be checked"
if [ "$faults" -gt 0 ]; then echo "NOT verified"; exit 1; fi
o=$(sort -u "$t/objects.gone" | wc -l); p=$(sort -u "$t/payloads.gone" | wc -l)
echo "verified: $n log entries, $(sort -u "$t/objects" | wc -l) objects ($o withheld), $(sort -u "$t/payloads" | wc -l) payloads ($p withheld); key $vkey"
