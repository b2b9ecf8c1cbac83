#!/bin/sh
# Makes the certificate authority: DIR/ca.crt and DIR/ca.key.
. "$(dirname "$0")/common.sh"

days=1825

help() {
    cat << HELP
Usage: make-ca.sh [--dir DIR] [--days N]

Makes a certificate authority (P-256) for the webhook's serving certificate: DIR/ca.crt and DIR/ca.key.
One that is there already and still good is left alone, so that it does no harm to run this twice.
To replace one, use rotate.sh ca.

  --dir DIR   where the files go [default: $dir]
  --days N    for how many days it is good [default: $days]

Keep ca.key where only you can read it. The cluster does not need it.
HELP
}

while [ $# -gt 0 ]; do
    case $1 in
        --dir) dir=$(value_of --dir "$@"); shift 2 ;;
        --days) days=$(number_of --days "$@"); shift 2 ;;
        -h | --help) help; exit 0 ;;
        *) wrong_usage "'$1' is not an option." ;;
    esac
done

need openssl
if [ -e "$dir/ca.crt" ] || [ -e "$dir/ca.key" ]; then
    same_key "$dir/ca.crt" "$dir/ca.key" || fail "$dir/ca.crt and $dir/ca.key do not belong together. Move them away, or restore the right ones."
    is_good_for 0 "$dir/ca.crt" || fail "$dir/ca.crt has expired. Replace it: rotate.sh ca --dir $dir"
    say "$dir/ca.crt is there already and good until $(expiry_of "$dir/ca.crt")."
    exit 0
fi

begin
# A file of its own: what openssl.cnf says differs from machine to machine. No two authorities have the same name, because clients find
# the one that signed a certificate by it.
cat > "$work/ca.cnf" << CNF
[req]
prompt = no
distinguished_name = subject
x509_extensions = authority
[subject]
CN = EgressGuard CA $(date -u +%Y-%m-%d) $(openssl rand -hex 4)
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
CNF
openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days "$days" \
    -config "$work/ca.cnf" -keyout "$work/ca.key" -out "$work/ca.crt" 2> "$work/log" || fail "openssl: $(cat "$work/log")"
mv "$work/ca.key" "$dir/ca.key"
mv "$work/ca.crt" "$dir/ca.crt"
say "Made $dir/ca.crt, good until $(expiry_of "$dir/ca.crt")."
