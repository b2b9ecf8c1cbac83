using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>The <c>exec</c> of a kubeconfig: a program that knows credentials.</summary>
/// <param name="Place">Where it stands, for errors.</param>
/// <param name="ApiVersion">The version that it speaks.</param>
/// <param name="Command">The program: a name to be looked up, or a path.</param>
/// <param name="Arguments">Its arguments, one each.</param>
/// <param name="Variables">What is added to the environment.</param>
/// <param name="InstallHint">How to get the program; null where nothing is said.</param>
/// <param name="Info">What <c>KUBERNETES_EXEC_INFO</c> is set to.</param>
internal sealed record ExecPlugin(
    string Place,
    string ApiVersion,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    string? InstallHint,
    string Info)
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public static ExecPlugin Read(ConfigNode exec, ConfigNode cluster, ClusterConnection connection)
    {
        const string Remedy = "write client.authentication.k8s.io/v1, or renew the entry with the command line of your provider";
        var version = exec.RequiredText("apiVersion", Remedy);
        if (!Versions.Contains(version, StringComparer.Ordinal))
        {
            throw exec.Fail("apiVersion", $"'{version}' is not supported; {Remedy}");
        }

        if (exec.Text("interactiveMode") == "Always")
        {
            throw exec.Fail("interactiveMode", "the plugin wants to ask a person, and here is nobody to ask; use IfAvailable or Never");
        }

        var command = exec.RequiredText("command", "name the program");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in exec.Items("env"))
        {
            variables[variable.RequiredText("name", "name the variable")] = variable.Text("value") ?? "";
        }

        return new ExecPlugin(
            exec.Place(),
            version,
            command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? exec.Resolve(command) : command,
            exec.Texts("args"),
            variables,
            exec.Text("installHint"),
            InfoFor(version, exec.Flag("provideClusterInfo") ? Describe(cluster, connection) : null));
    }

    private static string InfoFor(string version, JsonObject? cluster)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (cluster is not null)
        {
            spec["cluster"] = cluster;
        }

        return new JsonObject { ["apiVersion"] = version, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private static JsonObject Describe(ConfigNode cluster, ClusterConnection connection)
    {
        var json = new JsonObject { ["server"] = cluster.Text("server") };
        if (connection.Authority is { } authority)
        {
            json["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Pem(authority.Certificates)));
        }

        foreach (var field in (string[])["tls-server-name", "proxy-url"])
        {
            if (cluster.Text(field) is { } text)
            {
                json[field] = text;
            }
        }

        if (connection.SkipTlsVerification)
        {
            json["insecure-skip-tls-verify"] = true;
        }

        var extension = cluster.Items("extensions").FirstOrDefault(item => item.Text("name") == "client.authentication.k8s.io/exec");
        if (extension?.Value("extension") is { } config)
        {
            json["config"] = JsonNode.Parse(config.GetRawText());
        }

        return json;
    }

    private static string Pem(X509Certificate2Collection certificates) =>
        string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));
}
