using System.Reflection;
using System.Text;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Listening;
using EgressGuard.Webhook.Logging;
using EgressGuard.Webhook.Tls;

namespace EgressGuard.Webhook.Welcome;

/// <summary>What the webhook says when it has started: where it answers and what it works with. Lines for people, or log entries.</summary>
internal sealed partial class StartReport
{
    // No resolution, so that clients choose the address; no exportTo, so that every namespace sees it.
    private const string Example =
        """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1","operation":"CREATE","kind":{"group":"networking.istio.io","version":"v1","kind":"ServiceEntry"},"namespace":"shop","name":"cnn","object":{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn","namespace":"shop"},"spec":{"hosts":["edition.cnn.com"],"ports":[{"number":443,"name":"tls","protocol":"TLS"}]}}}}""";

    private readonly List<(string Name, string Text)> _facts = [];
    private readonly string? _example;

    /// <summary>Gathers what there is to say.</summary>
    public StartReport(WebhookOptions options, StartBasis basis, CertificateStore certificates, int admissionPort, int adminPort)
    {
        var certificate = certificates.Current;
        _facts.Add(("reviews", $"https://localhost:{admissionPort}  (POST /validate, POST /mutate)"));
        _facts.Add(("probes", $"http://localhost:{adminPort}  (GET /healthz, GET /readyz, GET /metrics)"));
        _facts.Add(("certificate", options.CertificateFile is { } file
            ? $"{certificate.Leaf.Subject}, valid until {certificate.NotAfter:u}, from {file}"
            : options.Serving.Source == CertificateSource.SelfManaged
            ? $"self-managed, for the Service {options.Serving.InstallName}; it is kept in the Secret {options.Serving.InstallName}-serving"
            : "self-signed, made for this run and kept in memory; an API server needs --certificate and --key"));
        _facts.Add(("policy", basis.Policy is null
            ? options.Cluster == ClusterAccess.None ? "the built-in one; bring your own with --policy FILE"
                : "the cluster's EgressPolicy 'default', or the built-in one"
            : $"'{basis.Basis.Policy.Name}' from {options.PolicyFile}"));
        _facts.Add(("mesh", basis.Context is null
            ? options.Cluster == ClusterAccess.None ? "empty; bring its manifests with --context DIR" : "the cluster's objects, watched"
            : $"{Count(basis.Context.Known)} from {options.ContextDirectory}"));
        if (basis.Exemptions is { } exemptions)
        {
            _facts.Add(("exemptions", $"{exemptions.Exemptions.Length} from {options.ExemptionsFile}"));
        }

        if (basis.Context is { Others.Count: > 0 })
        {
            _facts.Add(("passed over", $"{Count(basis.Context.Others)}: kinds that no rule looks up"));
        }

        if (options.Serving.ClientAuthorityFile is { } authorities)
        {
            _facts.Add(("callers", options.Serving.ClientNames is { IsEmpty: false } names
                ? $"those with a certificate for {string.Join(" or ", names)} that {authorities} trusts"
                : $"those with a certificate that {authorities} trusts"));
        }

        _example = options.Serving is { Source: CertificateSource.Ephemeral, ClientAuthorityFile: null }
            ? $"curl -sk -w '\\n' https://localhost:{admissionPort}/validate --data '{Example}'"
            : null;
    }

    /// <summary>Prints the report, or logs it where the output must stay JSON.</summary>
    public static void Give(WebApplication app, WebhookOptions options, StartBasis basis, CertificateStore certificates)
    {
        var (admissionPort, adminPort) = app.Services.BoundPorts();
        var report = new StartReport(options, basis, certificates, admissionPort, adminPort);
        if (options.LogFormat == LogFormat.Json)
        {
            report.Log(app.Services.GetRequiredService<ILogger<StartReport>>());
        }
        else
        {
            // By the way of the log: the disk may be full, or nobody may read.
            using var text = new StringWriter { NewLine = "\n" };
            report.Print(text);
            app.Services.GetRequiredService<LineLogging>().Output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    /// <summary>The version of this build.</summary>
    internal static string Version =>
        typeof(StartReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private void Print(TextWriter output)
    {
        output.WriteLine($"EgressGuard {Version} is running.");
        output.WriteLine();
        foreach (var (name, text) in _facts)
        {
            output.WriteLine($"  {name,-12} {text}");
        }

        if (_example is not null)
        {
            output.WriteLine();
            output.WriteLine("See it refuse a ServiceEntry. Paste this line into another terminal:");
            output.WriteLine();
            output.WriteLine(_example);
        }

        output.WriteLine();
        output.WriteLine("Ctrl+C stops it.");
        output.WriteLine();
    }

    private void Log(ILogger logger)
    {
        LogStarted(logger, Version);
        foreach (var (name, text) in _facts)
        {
            LogFact(logger, name, text);
        }
    }

    private static string Count(IReadOnlyDictionary<string, int> objects) => objects.Count == 0
        ? "no objects"
        : string.Join(", ", objects.Select(entry => $"{entry.Value} {entry.Key}"));

    [LoggerMessage(1, LogLevel.Information, "EgressGuard {Version} is running.")]
    private static partial void LogStarted(ILogger logger, string version);

    [LoggerMessage(2, LogLevel.Information, "{Name}: {Fact}")]
    private static partial void LogFact(ILogger logger, string name, string fact);
}
