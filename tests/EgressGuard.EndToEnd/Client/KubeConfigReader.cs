using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Install;

namespace EgressGuard.EndToEnd.Client;

/// <summary>The current context of a kubeconfig as kind, minikube and k3d write them: a certificate or a token, no login program.</summary>
internal static class KubeConfigReader
{
    /// <summary>A client of the cluster that the file names.</summary>
    public static KubeClient Connect(string file)
    {
        var config = Manifests.Parse(File.ReadAllText(file));
        var name = Text(config, "current-context") ?? throw Unusable(file, "names no current-context");
        var context = Named(config, "contexts", "context", name, file);
        var cluster = Named(config, "clusters", "cluster", Text(context, "cluster") ?? "", file);
        var user = Named(config, "users", "user", Text(context, "user") ?? "", file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

        X509Certificate2Collection? authorities = null;
        if (Content(cluster, "certificate-authority", folder) is { } authority)
        {
            authorities = [];
            authorities.ImportFromPem(authority);
        }

        var certificate = Content(user, "client-certificate", folder) is { } pem && Content(user, "client-key", folder) is { } key
            ? KubeHttp.Certificate(pem, key)
            : null;
        var token = Text(user, "token")
            ?? (Text(user, "tokenFile") is { } path ? File.ReadAllText(Path.Combine(folder, path)).Trim() : null);
        if (certificate is null && token is null)
        {
            throw Unusable(file, "has neither a client certificate nor a token for the user");
        }

        var http = KubeHttp.Create(
            new Uri(Text(cluster, "server") ?? throw Unusable(file, "names no server")),
            authorities,
            certificate);
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return new KubeClient(http);
    }

    private static JsonObject Named(JsonObject config, string list, string member, string name, string file) =>
        config[list]?.AsArray().FirstOrDefault(item => Text(item!.AsObject(), "name") == name)?[member]?.AsObject()
        ?? throw Unusable(file, $"has no entry '{name}' in {list}");

    /// <summary>What stands in <c>NAME-data</c>, or in the file that <c>NAME</c> names.</summary>
    private static string? Content(JsonObject holder, string name, string folder) => Text(holder, name + "-data") is { } data
        ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : Text(holder, name) is { } path ? File.ReadAllText(Path.Combine(folder, path)) : null;

    private static string? Text(JsonObject holder, string name) => holder[name]?.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static InvalidOperationException Unusable(string file, string why) => new($"The kubeconfig {file} {why}.");
}
