#!/bin/sh
# Has API servers trust the authority.
. "$(dirname "$0")/common.sh"

files=

help() {
    cat << HELP
Usage: set-ca-bundle.sh [--dir DIR] [--name NAME] [--ca FILE]...

Writes the authorities into caBundle of every webhook of the configurations NAME-validating and NAME-mutating.
API servers call the webhook only when one of these signed its certificate.
A configuration that is not there is passed over; run this again when it is.

  --dir DIR     where ca.crt is [default: $dir]
  --name NAME   the name of the installation [default: $name]
  --ca FILE     an authority; may be given several times [default: DIR/ca.crt]
HELP
}

while [ $# -gt 0 ]; do
    case $1 in
        --dir) dir=$(value_of --dir "$@"); shift 2 ;;
        --name) name=$(value_of --name "$@"); shift 2 ;;
        # A line a file: their names may have spaces.
        --ca) files="$files$(value_of --ca "$@")
"; shift 2 ;;
        -h | --help) help; exit 0 ;;
        *) wrong_usage "'$1' is not an option." ;;
    esac
done

need openssl
need kubectl
begin
printf '%s' "${files:-$dir/ca.crt
}" | while IFS= read -r file; do
    [ -e "$file" ] || fail "There is no $file. Make it: make-ca.sh"
    openssl x509 -in "$file" >> "$work/bundle.pem" 2> /dev/null || fail "$file is no certificate."
done
bundle=$(openssl base64 -A -in "$work/bundle.pem")

done=0
for kind in validating mutating; do
    configuration="${kind}webhookconfiguration/$name-$kind"
    if ! kubectl get "$configuration" --output='jsonpath={range .webhooks[*]}{.name}{"\n"}{end}' > "$work/webhooks" 2> "$work/log"; then
        grep -qi 'not *found' "$work/log" || fail "kubectl: $(cat "$work/log")"
        say "$configuration is not there yet. Run this again when it is."
        continue
    fi

    patch=
    i=0
    while IFS= read -r webhook; do
        [ -n "$webhook" ] || continue
        # Their order may have changed meanwhile: then the test fails, and nothing is written.
        patch="$patch${patch:+,}{\"op\":\"test\",\"path\":\"/webhooks/$i/name\",\"value\":\"$webhook\"}"
        patch="$patch,{\"op\":\"add\",\"path\":\"/webhooks/$i/clientConfig/caBundle\",\"value\":\"$bundle\"}"
        i=$((i + 1))
    done < "$work/webhooks"
    [ -n "$patch" ] || fail "$configuration has no webhooks."
    kubectl patch "$configuration" --type=json --patch="[$patch]" > /dev/null || fail "kubectl could not change $configuration."
    say "$configuration trusts $(grep -c BEGIN "$work/bundle.pem") certificate authorities in each of its $i webhooks."
    done=$((done + 1))
done
[ "$done" -gt 0 ] || fail "Neither configuration is there. Install them, then run this again."
