using System.Collections.Immutable;
using System.CommandLine;

namespace EgressGuard.Webhook.Configuration;

/// <summary>The settings of the TLS port besides the files of its certificate (docs/certificates.md).</summary>
internal sealed class ServingSettings
{
    private static readonly ServingOptions Defaults = ServingOptions.Default;

    private readonly Setting<CertificateSource?> _source = new(
        "serving-certificate",
        "ephemeral|files|self-managed",
        "Where the serving certificate comes from: made for this run, --certificate and --key, or a Secret that the guard keeps up together "
        + "with the caBundle of its webhook configurations. The last one needs a cluster.",
        "a source of certificates: give ephemeral, files or self-managed",
        null,
        "ephemeral; files where --certificate is given",
        IsSource);

    private readonly Setting<string> _installName = new(
        "install-name",
        "NAME",
        "What the guard is called in the cluster, for self-managed certificates: the Service NAME, the Secret NAME-serving and the webhook "
        + "configurations NAME-validating and NAME-mutating.",
        "a name: give lower case letters, digits and dashes, at most 50",
        Defaults.InstallName,
        Defaults.InstallName,
        IsName);

    private readonly Setting<TimeSpan> _certificateLifetime = new(
        "certificate-lifetime",
        "DURATION",
        "How long a self-managed certificate is good. It is renewed when a third is left.",
        Duration.Expected,
        Defaults.CertificateLifetime,
        "90d",
        Duration.TryRead);

    private readonly Setting<TimeSpan> _authorityLifetime = new(
        "ca-lifetime",
        "DURATION",
        "How long a self-managed certificate authority is good. Its successor is made when a third is left.",
        Duration.Expected,
        Defaults.AuthorityLifetime,
        "730d",
        Duration.TryRead);

    private readonly Setting<TimeSpan> _authorityGrace = new(
        "ca-grace",
        "DURATION",
        "How long webhook configurations have trusted a new certificate authority before it signs what is served.",
        Duration.Expected,
        Defaults.AuthorityGrace,
        "10m",
        Duration.TryRead);

    private readonly Setting<string?> _clientAuthority = new(
        "client-ca",
        "FILE",
        "Certificate authorities, PEM. Only callers with a certificate of theirs are let in. It is read again when it changes.",
        "the name of a file",
        null,
        "everybody is let in",
        IsText);

    private readonly Setting<ImmutableArray<string>> _clientNames = new(
        "client-names",
        "NAME[,NAME]",
        "Which callers are let in, by the common name or a DNS name of their certificate. Needs --client-ca.",
        "a list of names: give them with commas and without spaces",
        [],
        "all that --client-ca signed",
        IsNames);

    /// <summary>The options for the parser.</summary>
    public IEnumerable<Option> Options =>
    [
        _source.Option,
        _installName.Option,
        _certificateLifetime.Option,
        _authorityLifetime.Option,
        _authorityGrace.Option,
        _clientAuthority.Option,
        _clientNames.Option,
    ];

    /// <summary>Reads all of them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Gives an environment variable's value, or null.</param>
    /// <param name="hasFiles">Whether the files of a certificate are given.</param>
    /// <param name="hasCluster">Whether there is a cluster.</param>
    /// <param name="problems">Where lines go about what is wrong.</param>
    public ServingOptions Read(
        ParseResult parsed, Func<string, string?> environment, bool hasFiles, bool hasCluster, List<string> problems)
    {
        var options = new ServingOptions
        {
            Source = _source.Read(parsed, environment, problems) ?? (hasFiles ? CertificateSource.Files : CertificateSource.Ephemeral),
            InstallName = _installName.Read(parsed, environment, problems),
            CertificateLifetime = _certificateLifetime.Read(parsed, environment, problems),
            AuthorityLifetime = _authorityLifetime.Read(parsed, environment, problems),
            AuthorityGrace = _authorityGrace.Read(parsed, environment, problems),
            ClientAuthorityFile = _clientAuthority.Read(parsed, environment, problems),
            ClientNames = _clientNames.Read(parsed, environment, problems),
        };
        if (hasFiles != (options.Source == CertificateSource.Files))
        {
            problems.Add(hasFiles
                ? $"{_source.Name} {Text(options.Source)} takes no --certificate and --key: leave them out, or give files."
                : $"{_source.Name} files needs --certificate and --key.");
        }

        if (options.Source == CertificateSource.SelfManaged && !hasCluster)
        {
            problems.Add($"{_source.Name} self-managed needs a cluster to keep the certificate in: give --cluster in-cluster or kubeconfig.");
        }

        // Otherwise what an authority signs near its end would hardly last, and its successor would come too late.
        if (options.AuthorityLifetime < 2 * options.CertificateLifetime || options.AuthorityLifetime < 4 * options.AuthorityGrace)
        {
            problems.Add(
                $"{_authorityLifetime.Name} is too short: it must be at least twice {_certificateLifetime.Name} and four times "
                + $"{_authorityGrace.Name}.");
        }

        if (options is { ClientNames.IsEmpty: false, ClientAuthorityFile: null })
        {
            problems.Add($"{_clientNames.Name} needs {_clientAuthority.Name}: names alone can be claimed by everybody.");
        }

        return options;
    }

    private static string Text(CertificateSource source) => source == CertificateSource.SelfManaged ? "self-managed" : "ephemeral";

    private static bool IsText(string text, out string? value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool IsSource(string text, out CertificateSource? value)
    {
        value = text switch
        {
            "ephemeral" => CertificateSource.Ephemeral,
            "files" => CertificateSource.Files,
            "self-managed" => CertificateSource.SelfManaged,
            _ => null,
        };
        return value is not null;
    }

    // It becomes a label of a DNS name, and others are made of it.
    private static bool IsName(string text, out string value)
    {
        value = text;
        return text.Length is > 0 and <= 50
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            && text[0] != '-' && text[^1] != '-';
    }

    private static bool IsNames(string text, out ImmutableArray<string> value)
    {
        value = [.. text.Split(',')];
        return value.All(name => name.Length > 0 && !name.Any(char.IsWhiteSpace));
    }
}
