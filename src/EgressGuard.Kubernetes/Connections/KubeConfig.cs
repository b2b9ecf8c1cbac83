namespace EgressGuard.Kubernetes.Connections;

/// <summary>Connections as kubectl finds them: <c>--kubeconfig</c>, or the files of <c>KUBECONFIG</c>, or <c>~/.kube/config</c>.</summary>
public static class KubeConfig
{
    private const int MaxNames = 10;

    /// <summary>The connection of a context.</summary>
    /// <exception cref="ConnectionException">There is none; the message names the file, the field and the remedy.</exception>
    public static ClusterConnection Load(KubeConfigOptions options)
    {
        var files = Files(options);
        var where = string.Join(", ", files.Select(file => file.Path));
        var contextName = options.Context
            ?? files.Select(file => file.CurrentContext).FirstOrDefault(name => name is not null)
            ?? throw new ConnectionException(
                $"{where}: current-context is not set; {(options.ContextOption is { } option ? $"pass {option} NAME, or " : "")}"
                + $"set it with kubectl config use-context NAME. {Known(files)}");
        var context = Find(files, file => file.Contexts, contextName)
            ?? throw new ConnectionException($"{where}: there is no context '{contextName}'. {Known(files)}");

        var clusterName = context.RequiredText("cluster", "name one of the clusters");
        var cluster = Find(files, file => file.Clusters, clusterName)
            ?? throw context.Fail("cluster", $"there is no cluster '{clusterName}'; name one of the clusters of {where}");
        var connection = KubeConfigCluster.Read(cluster) with { Namespace = context.Text("namespace") ?? "default" };

        if (context.Text("user") is not { } userName)
        {
            return connection;
        }

        var user = Find(files, file => file.Users, userName)
            ?? throw context.Fail("user", $"there is no user '{userName}'; name one of the users of {where}");
        return connection with { Credentials = KubeConfigUser.Read(user, cluster, connection, options.Time) };
    }

    private static List<KubeConfigFile> Files(KubeConfigOptions options)
    {
        if (options.File is { } file)
        {
            return [KubeConfigFile.Read(file)];
        }

        var list = (options.Environment("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (list.Length == 0)
        {
            list = [Path.Combine(options.Home, ".kube", "config")];
        }

        var files = list.Where(File.Exists).Select(KubeConfigFile.Read).ToList();
        return files.Count > 0
            ? files
            : throw new ConnectionException($"{string.Join(", ", list)}: there is no such file; pass --kubeconfig FILE, or set KUBECONFIG.");
    }

    /// <summary>The first file that has a name wins, with the whole of what it says under that name.</summary>
    private static ConfigNode? Find(
        List<KubeConfigFile> files, Func<KubeConfigFile, IReadOnlyDictionary<string, ConfigNode>> map, string name) =>
        files.Select(file => map(file).GetValueOrDefault(name)).FirstOrDefault(node => node is not null);

    private static string Known(List<KubeConfigFile> files)
    {
        var names = files.SelectMany(file => file.Contexts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return names.Length == 0
            ? "No context is defined."
            : $"Contexts: {string.Join(", ", names.Take(MaxNames))}{(names.Length > MaxNames ? ", …" : "")}.";
    }
}
