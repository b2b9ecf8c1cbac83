#!/bin/sh
# Replaces the serving certificate, or the authority as well, while the webhook serves.
. "$(dirname "$0")/common.sh"

here=$(dirname "$0")
days=365
ca_days=1825
grace=60
settle=180
what=

help() {
    cat << HELP
Usage: rotate.sh certificate|ca [--dir DIR] [--namespace NS] [--name NAME] [--days N] [--ca-days N] [--grace N] [--settle N]

  certificate   issues a new serving certificate and puts it into the Secret. Who is trusted does not change.
  ca            makes a new authority, and no call is lost on the way:
                  1. makes it in DIR/next
                  2. has the webhook configurations trust the old one and the new one
                  3. waits until every API server knows (--grace)
                  4. issues a certificate of the new one and puts it into the Secret
                  5. waits until every replica serves it (--settle)
                  6. has the webhook configurations trust the new one alone; the old one moves to DIR/previous
                Interrupted, it goes on where it was when it is run again.

  --dir DIR        where the files are [default: $dir]
  --namespace NS   the namespace of the webhook [default: $namespace]
  --name NAME      the name of the installation [default: $name]
  --days N         for how many days the certificate is good [default: $days]
  --ca-days N      for how many days the authority is good [default: $ca_days]
  --grace N        seconds between trusting the new authority and serving its certificate [default: $grace]
  --settle N       seconds between the new Secret and trusting the old authority no longer; kubelets take up to two minutes [default: $settle]
HELP
}

while [ $# -gt 0 ]; do
    case $1 in
        certificate | ca) what=$1; shift ;;
        --dir) dir=$(value_of --dir "$@"); shift 2 ;;
        --namespace) namespace=$(value_of --namespace "$@"); shift 2 ;;
        --name) name=$(value_of --name "$@"); shift 2 ;;
        --days) days=$(number_of --days "$@"); shift 2 ;;
        --ca-days) ca_days=$(number_of --ca-days "$@"); shift 2 ;;
        --grace) grace=$(number_of --grace "$@"); shift 2 ;;
        --settle) settle=$(number_of --settle "$@"); shift 2 ;;
        -h | --help) help; exit 0 ;;
        *) wrong_usage "'$1' is not an option." ;;
    esac
done

issue() {
    sh "$here/issue-certificate.sh" --dir "$dir" --namespace "$namespace" --name "$name" --days "$days" "$@"
}

store() {
    sh "$here/create-secret.sh" --dir "$dir" --namespace "$namespace" --name "$name" "$@"
}

trust() {
    sh "$here/set-ca-bundle.sh" --dir "$dir" --name "$name" "$@"
}

case $what in
    certificate)
        [ ! -e "$dir/next/ca.crt" ] || fail "A rotation of the authority is under way. Finish it first: rotate.sh ca --dir $dir"
        issue --renew
        store
        ;;
    ca)
        [ -e "$dir/ca.crt" ] || [ -e "$dir/next/ca.crt" ] || fail "There is no authority in $dir to replace. Make one: make-ca.sh --dir $dir"
        if [ -e "$dir/next/ca.crt" ] && [ ! -e "$dir/next/ca.key" ] && same_key "$dir/next/ca.crt" "$dir/ca.key"; then
            # It was interrupted in its very last step.
            mv "$dir/next/ca.crt" "$dir/ca.crt"
            say "The new authority is in $dir."
            exit 0
        fi

        sh "$here/make-ca.sh" --dir "$dir/next" --days "$ca_days"
        if [ -e "$dir/ca.crt" ]; then
            trust --ca "$dir/ca.crt" --ca "$dir/next/ca.crt"
            say "Waiting $grace s until every API server knows."
            sleep "$grace"
            issue --ca "$dir/next"
            store --ca "$dir/next"
            say "Waiting $settle s until every replica serves the new certificate."
            sleep "$settle"
        fi

        trust --ca "$dir/next/ca.crt"
        make_dir "$dir/previous"
        for file in ca.crt ca.key; do
            [ ! -e "$dir/$file" ] || mv "$dir/$file" "$dir/previous/$file"
        done
        mv "$dir/next/ca.key" "$dir/ca.key"
        mv "$dir/next/ca.crt" "$dir/ca.crt"
        rm -rf "$dir/next"
        say "The new authority is in $dir, the old one in $dir/previous. Nothing needs the old one any more."
        ;;
    *)
        wrong_usage "Say what to rotate: certificate or ca."
        ;;
esac
