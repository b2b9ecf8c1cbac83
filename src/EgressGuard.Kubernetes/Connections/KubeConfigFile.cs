using EgressGuard.Yaml;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>A kubeconfig: named clusters, users and contexts. Names are case-sensitive.</summary>
internal sealed record KubeConfigFile(
    string Path,
    string? CurrentContext,
    IReadOnlyDictionary<string, ConfigNode> Clusters,
    IReadOnlyDictionary<string, ConfigNode> Users,
    IReadOnlyDictionary<string, ConfigNode> Contexts)
{
    private static readonly Dictionary<string, ConfigNode> None = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConnectionException">It cannot be read, or is no kubeconfig.</exception>
    public static KubeConfigFile Read(string path)
    {
        var bytes = LocalFile.Read(path, "kubeconfig");
        try
        {
            return ManifestReader.Read(bytes, path).ToList() switch
            {
                [] => new KubeConfigFile(path, null, None, None, None),
                [var manifest] => Read(path, ConfigNode.Root(manifest)),
                var documents => throw new ConnectionException($"{path}: it holds {documents.Count} documents; a kubeconfig is one."),
            };
        }
        catch (ManifestException exception)
        {
            // Its words may quote what stands there, and in a kubeconfig that may be a password: password: *s3cret is an alias.
            throw new ConnectionException(
                FormattableString.Invariant($"{path}:{exception.Line}:{exception.Column}: it cannot be read as YAML or JSON from here on; ")
                + "put values with special characters into quotes.",
                exception);
        }
    }

    private static KubeConfigFile Read(string path, ConfigNode root) => new(
        path,
        root.Text("current-context"),
        Named(root, "clusters", "cluster"),
        Named(root, "users", "user"),
        Named(root, "contexts", "context"));

    private static Dictionary<string, ConfigNode> Named(ConfigNode root, string list, string content)
    {
        var named = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var item in root.Items(list))
        {
            var name = item.RequiredText("name", "give it a name");

            // An entry without content is an empty one; the entry stands for it.
            if (!named.TryAdd(name, item.Section(content) ?? item))
            {
                throw item.Fail("name", $"there are two {list} named '{name}'; remove one");
            }
        }

        return named;
    }
}
