namespace EgressGuard.Cli.Scaffolding;

/// <summary>
/// The values of a request as the templates of patterns need them: those that name something are in quotes, because a namespace may be
/// called <c>on</c> and a name <c>1e3</c>. All are DNS names or labels, in which nothing needs an escape.
/// </summary>
internal sealed class ScaffoldWords(ScaffoldRequest request)
{
    /// <summary>The request, for comments.</summary>
    public ScaffoldRequest Request { get; } = request;

    /// <summary>The host.</summary>
    public string Host => Quoted(Request.Host);

    /// <summary>The port to which the gateway connects.</summary>
    public int Port => Request.Port;

    /// <summary>The own namespace.</summary>
    public string Namespace => Quoted(Request.Namespace);

    /// <summary>The name of objects in the own namespace.</summary>
    public string Name => Quoted(Request.Name);

    /// <summary>The subset of the gateway's Service that is this set's.</summary>
    public string Subset => Quoted(Request.SharedName);

    /// <summary>The DestinationRule for the way to the gateway. The dot keeps it apart from the one for the host.</summary>
    public string HopName => Quoted($"egress-gateway.{Request.SharedName}");

    /// <summary>The full name of the egress gateway's Service: sidecars look up nothing shorter (istio-egress.md C5).</summary>
    public string GatewayHost => Quoted(Request.Gateway.HostIn(Request.Policy.Mesh.ClusterDomain));

    /// <summary>The labels of the gateway's pods.</summary>
    public string GatewaySelector =>
        $"{{{string.Join(", ", Request.Gateway.Selector.Select(label => $"{Quoted(label.Key)}: {Quoted(label.Value)}"))}}}";

    /// <summary>The Gateway's name.</summary>
    public string GatewayName => Quoted(Request.GatewayName);

    /// <summary>The Gateway's namespace.</summary>
    public string GatewayHome => Quoted(Request.GatewayHome);

    /// <summary>The Gateway, as a VirtualService names it. In full, so that a Gateway called <c>mesh</c> is none of the sidecars.</summary>
    public string GatewayReference => Quoted($"{Request.GatewayHome}/{Request.GatewayName}");

    /// <summary>The host of the Gateway's server, open to VirtualServices of the own namespace only.</summary>
    public string ServerHost => Quoted($"{(Request.GatewayHome == Request.Namespace ? "." : Request.Namespace)}/{Request.Host}");

    /// <summary>Who sees the host and its routes: the clients and the gateway (istio-egress.md C18).</summary>
    public string ExportToAll => ExportTo([.. Request.Clients, Request.Gateway.Namespace]);

    /// <summary>Who sees what only the gateway needs.</summary>
    public string ExportToGateway => ExportTo([Request.Gateway.Namespace]);

    /// <summary>A string of YAML.</summary>
    public static string Quoted(string text) => $"\"{text}\"";

    /// <summary>Istio refuses a list that names a namespace twice, and its own one is the dot.</summary>
    private string ExportTo(IEnumerable<string> namespaces)
    {
        var items = namespaces.Distinct(StringComparer.Ordinal).Select(item => Quoted(item == Request.Namespace ? "." : item));
        return $"[{string.Join(", ", items)}]";
    }
}
