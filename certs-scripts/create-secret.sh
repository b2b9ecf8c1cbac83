#!/bin/sh
# Puts the serving certificate into the cluster.
. "$(dirname "$0")/common.sh"

secret=
ca=

help() {
    cat << HELP
Usage: create-secret.sh [--dir DIR] [--namespace NS] [--name NAME] [--secret SECRET]

Creates the Secret with DIR/tls.crt, DIR/tls.key and DIR/ca.crt, or updates it. The authority's key stays here.
Running replicas of the webhook take a new certificate from their mounted Secret by themselves, within about two minutes.

  --dir DIR         where the files are [default: $dir]
  --ca DIR          where ca.crt is [default: the same]
  --namespace NS    the namespace of the webhook [default: $namespace]
  --name NAME       the name of the installation [default: $name]
  --secret SECRET   the name of the Secret [default: NAME-serving]
HELP
}

while [ $# -gt 0 ]; do
    case $1 in
        --dir) dir=$(value_of --dir "$@"); shift 2 ;;
        --ca) ca=$(value_of --ca "$@"); shift 2 ;;
        --namespace) namespace=$(value_of --namespace "$@"); shift 2 ;;
        --name) name=$(value_of --name "$@"); shift 2 ;;
        --secret) secret=$(value_of --secret "$@"); shift 2 ;;
        -h | --help) help; exit 0 ;;
        *) wrong_usage "'$1' is not an option." ;;
    esac
done

need openssl
need kubectl
ca=${ca:-$dir}
secret=${secret:-$name-serving}
for file in "$dir/tls.crt" "$dir/tls.key" "$ca/ca.crt"; do
    [ -e "$file" ] || fail "There is no $file. Make it: make-ca.sh, then issue-certificate.sh"
done
same_key "$dir/tls.crt" "$dir/tls.key" || fail "$dir/tls.crt and $dir/tls.key do not belong together."
openssl verify -CAfile "$ca/ca.crt" "$dir/tls.crt" > /dev/null 2>&1 || fail "$ca/ca.crt did not sign $dir/tls.crt, or one of them has expired."

# Created here and applied: so that it does not matter whether it is there already.
begin
kubectl --namespace "$namespace" create secret generic "$secret" --type=kubernetes.io/tls \
    --from-file=tls.crt="$dir/tls.crt" --from-file=tls.key="$dir/tls.key" --from-file=ca.crt="$ca/ca.crt" \
    --dry-run=client --output=yaml > "$work/secret.yaml" || fail "kubectl could not make the Secret."
kubectl --namespace "$namespace" apply --filename="$work/secret.yaml" > /dev/null || fail "kubectl could not store the Secret."
say "Secret $secret in $namespace has the certificate that is good until $(expiry_of "$dir/tls.crt")."
