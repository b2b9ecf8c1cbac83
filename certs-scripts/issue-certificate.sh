#!/bin/sh
# Issues the serving certificate: DIR/tls.crt and DIR/tls.key, signed by DIR/ca.key.
. "$(dirname "$0")/common.sh"

days=365
renew=no
extra=
ca=

help() {
    cat << HELP
Usage: issue-certificate.sh [--dir DIR] [--namespace NS] [--name NAME] [--dns NAME]... [--days N] [--renew]

Issues the webhook's serving certificate (P-256): DIR/tls.crt and DIR/tls.key, signed by the authority that make-ca.sh made.
It names NAME.NS.svc, which API servers call, and NAME.NS.svc.cluster.local.
One that is there already is left alone while it names all that, the authority signed it and a third of its time is left.

  --dir DIR        where the files are [default: $dir]
  --ca DIR         where ca.crt and ca.key are [default: the same]
  --namespace NS   the namespace of the Service [default: $namespace]
  --name NAME      the name of the Service [default: $name]
  --dns NAME       another DNS name; may be given several times
  --days N         for how many days it is good [default: $days]
  --renew          issue a new one in any case
HELP
}

while [ $# -gt 0 ]; do
    case $1 in
        --dir) dir=$(value_of --dir "$@"); shift 2 ;;
        --ca) ca=$(value_of --ca "$@"); shift 2 ;;
        --namespace) namespace=$(value_of --namespace "$@"); shift 2 ;;
        --name) name=$(value_of --name "$@"); shift 2 ;;
        --dns) extra="$extra $(value_of --dns "$@")"; shift 2 ;;
        --days) days=$(number_of --days "$@"); shift 2 ;;
        --renew) renew=yes; shift ;;
        -h | --help) help; exit 0 ;;
        *) wrong_usage "'$1' is not an option." ;;
    esac
done

need openssl
ca=${ca:-$dir}
[ -e "$ca/ca.crt" ] && [ -e "$ca/ca.key" ] || fail "There is no ca.crt and ca.key in $ca. Make them: make-ca.sh --dir $ca"
same_key "$ca/ca.crt" "$ca/ca.key" || fail "$ca/ca.crt and $ca/ca.key do not belong together."
is_good_for 0 "$ca/ca.crt" || fail "$ca/ca.crt has expired. Replace it: rotate.sh ca --dir $dir"
# A certificate that outlives its authority is good for nothing from then on, and nobody would see it coming.
is_good_for $((days * 86400)) "$ca/ca.crt" ||
    fail "$ca/ca.crt expires on $(expiry_of "$ca/ca.crt"), before a certificate of $days days. Give fewer --days, or replace it: rotate.sh ca --dir $dir"

names="$name.$namespace.svc $name.$namespace.svc.cluster.local$extra"
has_names() {
    for one in $names; do
        openssl x509 -in "$1" -noout -checkhost "$one" 2> /dev/null | grep -q 'does match' || return 1
    done
}

if [ "$renew" = no ] && [ -e "$dir/tls.crt" ] && [ -e "$dir/tls.key" ] && same_key "$dir/tls.crt" "$dir/tls.key" &&
    openssl verify -CAfile "$ca/ca.crt" "$dir/tls.crt" > /dev/null 2>&1 && is_good_for $((days * 28800)) "$dir/tls.crt" &&
    has_names "$dir/tls.crt"; then
    say "$dir/tls.crt is there already and good until $(expiry_of "$dir/tls.crt")."
    exit 0
fi

begin
alternatives=
for one in $names; do
    alternatives="$alternatives${alternatives:+, }DNS:$one"
done
# The subject is for people, and has at most 64 characters. Clients look at the alternative names alone.
cat > "$work/tls.cnf" << CNF
[req]
prompt = no
distinguished_name = subject
[subject]
CN = $(printf '%.64s' "$name.$namespace.svc")
[serving]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $alternatives
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF
{
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 \
        -config "$work/tls.cnf" -keyout "$work/tls.key" -out "$work/tls.csr" &&
        openssl x509 -req -in "$work/tls.csr" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -set_serial "0x4$(openssl rand -hex 15)" \
            -sha256 -days "$days" -extfile "$work/tls.cnf" -extensions serving -out "$work/tls.crt" &&
        openssl verify -CAfile "$ca/ca.crt" "$work/tls.crt"
} > "$work/log" 2>&1 || fail "openssl: $(cat "$work/log")"
mv "$work/tls.key" "$dir/tls.key"
mv "$work/tls.crt" "$dir/tls.crt"
say "Issued $dir/tls.crt for $(printf '%s' "$names" | sed 's/ /, /g'), good until $(expiry_of "$dir/tls.crt")."
