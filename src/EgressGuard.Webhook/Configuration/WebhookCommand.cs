using System.CommandLine;
using System.Globalization;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Logging;

namespace EgressGuard.Webhook.Configuration;

/// <summary>The command line of the webhook, with the environment behind it.</summary>
internal sealed class WebhookCommand
{
    // A review takes well under a millisecond of one core; four for each keep the cores busy, and more would only make every review
    // late. The floor is for pods with a fraction of a core.
    private static readonly int DefaultConcurrency = Math.Max(32, 4 * Environment.ProcessorCount);

    private readonly Setting<string?> _policy = new(
        "policy",
        "FILE",
        "The EgressPolicy, JSON or YAML. It is read again when it changes; an invalid one is refused and the last good one stays.",
        "the name of a file",
        null,
        "the built-in policy",
        IsText);

    private readonly Setting<string?> _exemptions = new(
        "exemptions",
        "FILE",
        "EgressExemptions, JSON or YAML. It is read again when it changes; an invalid one is refused and the last good ones stay.",
        "the name of a file",
        null,
        "those of the mesh alone",
        IsText);

    private readonly Setting<string?> _context = new(
        "context",
        "DIR",
        "The mesh: every .json, .yaml and .yml file below this directory. It is read once, at the start.",
        "the name of a directory",
        null,
        "an empty mesh",
        IsText);

    private readonly Setting<ClusterAccess> _cluster = new(
        "cluster",
        "none|in-cluster|kubeconfig",
        "Where the mesh, the EgressPolicy called 'default' and the EgressExemptions are watched: with the pod's service account, or with a "
        + "kubeconfig.",
        "a way to reach a cluster: give none, in-cluster or kubeconfig",
        ClusterAccess.None,
        "none; kubeconfig where --kubeconfig is given",
        IsCluster);

    private readonly Setting<string?> _kubeconfig = new(
        "kubeconfig",
        "FILE",
        "The kubeconfig, for --cluster kubeconfig.",
        "the name of a file",
        null,
        "KUBECONFIG, or .kube/config at home",
        IsText);

    private readonly Setting<ReportKind> _reports = new(
        "reports",
        "policyreports|openreports|none",
        "What the audit of the cluster writes its findings to: PolicyReports (wgpolicyk8s.io), Reports (openreports.io), or metrics alone.",
        "a kind of reports: give policyreports, openreports or none",
        ReportKind.PolicyReports,
        "policyreports",
        IsReportKind);

    private readonly Setting<string?> _certificate = new(
        "certificate",
        "FILE",
        "The serving certificate and its intermediates, PEM. It is read again when it changes. Needs --key.",
        "the name of a file",
        null,
        "self-signed, in memory",
        IsText);

    private readonly Setting<string?> _key = new(
        "key",
        "FILE",
        "The private key of the certificate, PEM, unencrypted. Needs --certificate.",
        "the name of a file",
        null,
        "none",
        IsText);

    private readonly Setting<int> _admissionPort = new(
        "admission-port",
        "PORT",
        "The TLS port that answers POST /validate and POST /mutate; 0 takes any free one.",
        "a port: give a number from 0 to 65535, where 0 takes any free one",
        8443,
        "8443",
        IsPort);

    private readonly Setting<int> _adminPort = new(
        "admin-port",
        "PORT",
        "The plain port that answers GET /healthz, /readyz and /metrics; 0 takes any free one.",
        "a port: give a number from 0 to 65535, where 0 takes any free one",
        8080,
        "8080",
        IsPort);

    private readonly Setting<LogFormat> _logFormat = new(
        "log-format",
        "text|json",
        "A line of text or a JSON object for every log entry.",
        "a log format: give text or json",
        LogFormat.Text,
        "text",
        IsFormat);

    private readonly Setting<LogLevel> _logLevel = new(
        "log-level",
        "debug|information|warning|error",
        "The least level that is logged. Refusals and warnings are information, clean reviews debug.",
        "a log level: give debug, information, warning or error",
        LogLevel.Information,
        "information",
        IsLevel);

    private readonly Setting<int> _drainSeconds = new(
        "drain-seconds",
        "N",
        "How long to go on serving after SIGTERM, until every API server knows that this replica leaves.",
        "a number of seconds: give one from 0 to 600",
        10,
        "10",
        (string text, out int value) => IsNumber(text, 0, 600, out value));

    private readonly Setting<int> _maxConcurrentReviews = new(
        "max-concurrent-reviews",
        "N",
        "How many reviews are judged at a time, and how many longer than 64 KiB are read. A quarter as many may wait; the rest get 429 and are asked to come back.",
        "a number of reviews: give one from 1 to 10000",
        DefaultConcurrency,
        $"{DefaultConcurrency.ToString(CultureInfo.InvariantCulture)} here, four for each core and at least 32",
        (string text, out int value) => IsNumber(text, 1, 10_000, out value));

    private readonly ServingSettings _serving = new();
    private readonly RootCommand _root;

    private WebhookCommand()
    {
        _root = new RootCommand(
            "The EgressGuard admission webhook: refuses what would take mesh traffic past the egress gateway. Without any option it "
            + "starts with a self-signed certificate, the built-in policy and an empty mesh, ready to be tried with curl.")
        {
            _policy.Option,
            _exemptions.Option,
            _context.Option,
            _cluster.Option,
            _kubeconfig.Option,
            _reports.Option,
            _certificate.Option,
            _key.Option,
            _admissionPort.Option,
            _adminPort.Option,
            _logFormat.Option,
            _logLevel.Option,
            _drainSeconds.Option,
            _maxConcurrentReviews.Option,
        };
        foreach (var option in _serving.Options)
        {
            _root.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Gives an environment variable's value, or null.</param>
    /// <returns>The options; null when the command line asked for help or the version, which has then been printed.</returns>
    /// <exception cref="StartException">Wrong usage.</exception>
    public static WebhookOptions? Read(string[] arguments, Func<string, string?> environment)
    {
        var command = new WebhookCommand();
        var parsed = command._root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            throw StartException.WrongUsage(parsed.Errors.Select(error => error.Message));
        }

        if (parsed.Action is not null)
        {
            parsed.Invoke();
            return null;
        }

        var problems = new List<string>();
        var options = command.Read(parsed, environment, problems);
        return problems.Count == 0 ? options : throw StartException.WrongUsage(problems);
    }

    private WebhookOptions Read(ParseResult parsed, Func<string, string?> environment, List<string> problems)
    {
        var options = new WebhookOptions
        {
            PolicyFile = _policy.Read(parsed, environment, problems),
            ExemptionsFile = _exemptions.Read(parsed, environment, problems),
            ContextDirectory = _context.Read(parsed, environment, problems),
            Cluster = _cluster.Read(parsed, environment, problems),
            KubeconfigFile = _kubeconfig.Read(parsed, environment, problems),
            Reports = _reports.Read(parsed, environment, problems),
            CertificateFile = _certificate.Read(parsed, environment, problems),
            KeyFile = _key.Read(parsed, environment, problems),
            AdmissionPort = _admissionPort.Read(parsed, environment, problems),
            AdminPort = _adminPort.Read(parsed, environment, problems),
            LogFormat = _logFormat.Read(parsed, environment, problems),
            LogLevel = _logLevel.Read(parsed, environment, problems),
            DrainTime = TimeSpan.FromSeconds(_drainSeconds.Read(parsed, environment, problems)),
            MaxConcurrentReviews = _maxConcurrentReviews.Read(parsed, environment, problems),
        };
        if (options is { KubeconfigFile: not null, Cluster: ClusterAccess.None })
        {
            options = options with { Cluster = ClusterAccess.Kubeconfig };
        }

        if (options is { KubeconfigFile: not null, Cluster: ClusterAccess.InCluster })
        {
            problems.Add($"{_cluster.Name} in-cluster takes no {_kubeconfig.Name}: give one of the two.");
        }

        if (options.Cluster != ClusterAccess.None && options.ContextDirectory is not null)
        {
            problems.Add($"{_context.Name} and {_cluster.Name} both say where the mesh comes from: give one of the two.");
        }

        if ((options.CertificateFile is null) != (options.KeyFile is null))
        {
            var (given, missing) = options.KeyFile is null ? (_certificate, _key) : (_key, _certificate);
            problems.Add($"{given.Name} needs {missing.Name}: give both, or neither for a self-signed certificate.");
        }

        options = options with
        {
            Serving = _serving.Read(
                parsed, environment, options.CertificateFile is not null, options.Cluster != ClusterAccess.None, problems),
        };
        if (options.AdmissionPort == options.AdminPort && options.AdmissionPort != 0)
        {
            problems.Add(
                $"{_admissionPort.Name} and {_adminPort.Name} are both {options.AdminPort}: give two ports, one for TLS and one without.");
        }

        return options;
    }

    private static bool IsText(string text, out string? value)
    {
        value = text;
        return text.Length > 0;
    }

    // The names have a dash where the enum has none, and "none" must not be read as a number.
    private static bool IsCluster(string text, out ClusterAccess value)
    {
        ClusterAccess? found = text switch
        {
            "none" => ClusterAccess.None,
            "in-cluster" => ClusterAccess.InCluster,
            "kubeconfig" => ClusterAccess.Kubeconfig,
            _ => null,
        };
        value = found ?? ClusterAccess.None;
        return found is not null;
    }

    private static bool IsReportKind(string text, out ReportKind value)
    {
        ReportKind? found = text switch
        {
            "policyreports" => ReportKind.PolicyReports,
            "openreports" => ReportKind.OpenReports,
            "none" => ReportKind.None,
            _ => null,
        };
        value = found ?? ReportKind.PolicyReports;
        return found is not null;
    }

    private static bool IsPort(string text, out int value) => IsNumber(text, 0, 65_535, out value);

    private static bool IsNumber(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    // Enum.TryParse takes numbers too.
    private static bool IsFormat(string text, out LogFormat value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && char.IsLetter(text[0]);

    private static bool IsLevel(string text, out LogLevel value) =>
        Enum.TryParse(text, ignoreCase: true, out value)
        && char.IsLetter(text[0])
        && value is LogLevel.Debug or LogLevel.Information or LogLevel.Warning or LogLevel.Error;
}
