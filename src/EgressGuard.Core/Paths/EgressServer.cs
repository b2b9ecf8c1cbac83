using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Paths;

/// <summary>How a server treats what arrives.</summary>
internal enum ServerSort
{
    /// <summary>HTTP in clear text.</summary>
    PlainHttp,

    /// <summary>Bytes in clear text.</summary>
    PlainTcp,

    /// <summary>TLS that passes through to be routed by its server name.</summary>
    Passthrough,

    /// <summary>TLS that ends here, with HTTP inside.</summary>
    TerminatedHttp,

    /// <summary>TLS that ends here, with anything inside.</summary>
    TerminatedTcp,

    /// <summary>TLS that goes on to services of the mesh only.</summary>
    AutoPassthrough,
}

/// <summary>A server of a Gateway on an egress gateway.</summary>
/// <param name="Gateway">The Gateway.</param>
/// <param name="Sort">How it treats what arrives.</param>
/// <param name="Port">The port, of the gateway's Service.</param>
/// <param name="TlsMode">SIMPLE, MUTUAL, ISTIO_MUTUAL … where TLS ends here; "" otherwise.</param>
/// <param name="Hosts">Its hosts, as written.</param>
/// <param name="Place">Its place.</param>
internal sealed record EgressServer(
    ObjectRef Gateway, ServerSort Sort, int Port, string TlsMode, IReadOnlyList<string> Hosts, PathObject Place)
{
    /// <summary>Its place among the servers of its port, from 0.</summary>
    public int Rank { get; init; }

    /// <summary>What it takes, for people: <c>takes HTTP in clear text</c>.</summary>
    public string Takes { get; } = "takes " + HopFit.Expected(Sort, TlsMode);

    /// <summary>Whether TLS arrives.</summary>
    public bool IsTls => Sort is not (ServerSort.PlainHttp or ServerSort.PlainTcp);

    /// <summary>Its hosts, taken apart.</summary>
    public ImmutableArray<EgressServerHost> ScopedHosts { get; } = [.. Hosts.Select(item => EgressServerHost.Read(item, Gateway))];

    /// <summary>All of its hosts, normalised, without namespaces.</summary>
    public IEnumerable<string> HostNames => ScopedHosts.Select(host => host.Normal);

    /// <summary>Its hosts as istiod tells them apart: <c>./</c> is the Gateway's own namespace, <c>*/</c> none.</summary>
    public ImmutableArray<string> QualifiedHosts { get; } =
    [
        .. Hosts.Select(item => item.StartsWith("./", StringComparison.Ordinal) ? Gateway.Namespace + item[1..]
            : item.StartsWith("*/", StringComparison.Ordinal) ? item[2..]
            : item),
    ];

    /// <summary>The server, or null when it has no port.</summary>
    public static EgressServer? Read(GatewayServer server, ObjectRef gateway, int index)
    {
        if (server.Port?.Number is not (> 0 and <= 65535 and var number))
        {
            return null;
        }

        var protocol = (server.Port.Protocol ?? "").ToUpperInvariant();
        var mode = server.Tls is null ? "" : string.IsNullOrEmpty(server.Tls.Mode) ? "PASSTHROUGH" : server.Tls.Mode;
        var sort = protocol switch
        {
            "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" => ServerSort.PlainHttp,
            _ when mode is "" => ServerSort.PlainTcp,
            _ when mode is "PASSTHROUGH" => ServerSort.Passthrough,
            _ when mode is "AUTO_PASSTHROUGH" => ServerSort.AutoPassthrough,
            "HTTPS" => ServerSort.TerminatedHttp,
            _ => ServerSort.TerminatedTcp,
        };
        var place = new PathObject(ObjectKind.Gateway, gateway, "/spec/servers/" + JsonPointer.Token(index));
        return new EgressServer(
            gateway, sort, (int)number, sort is ServerSort.TerminatedHttp or ServerSort.TerminatedTcp ? mode : "", server.Hosts, place);
    }
}
