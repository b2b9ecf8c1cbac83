namespace EgressGuard.Cli.Scaffolding.Patterns;

/// <summary>
/// The ServiceEntry: the last object of a set, because it makes the host reachable. The gateway looks the host up itself, for which it
/// needs <c>resolution: DNS</c> (istio-egress.md C19).
/// </summary>
internal static class DeclaredHost
{
    /// <summary>The ServiceEntry.</summary>
    /// <param name="words">The values.</param>
    /// <param name="ports">The ports; each name is told by its protocol.</param>
    public static ScaffoldDocument Document(ScaffoldWords words, params (int Number, string Protocol)[] ports)
    {
        var list = ports.Select(port => $"- {{number: {port.Number}, name: {Name(port.Protocol)}, protocol: {port.Protocol}}}");
        return new ScaffoldDocument(
            $"Makes {words.Request.Host} known to its clients and to the gateway. With this, traffic flows.",
            $$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata:
              name: {{words.Name}}
              namespace: {{words.Namespace}}
            spec:
              hosts: [{{words.Host}}]
              exportTo: {{words.ExportToAll}}
              location: MESH_EXTERNAL
              resolution: DNS
              ports:
              {{string.Join("\n  ", list)}}
            """);
    }

    private static string Name(string protocol) => protocol switch
    {
        "HTTP" => "http",
        "HTTPS" => "https",
        _ => "tls",
    };
}
