using System.Net;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>How to reach an API server, and as whom.</summary>
public sealed record ClusterConnection
{
    /// <summary>Its address. A path in it comes before every path of the API.</summary>
    public required Uri Server { get; init; }

    /// <summary>The namespace of whoever connects.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Who may vouch for the server; null: whom the system trusts.</summary>
    public CertificateAuthority? Authority { get; init; }

    /// <summary>As whom.</summary>
    public Credentials Credentials { get; init; } = Credentials.None;

    /// <summary>The name in the server's certificate, where it is not the one in its address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Where to connect through; null: straight to the server, whatever the environment says.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether the server's certificate is not looked at: somebody asked for it in so many words.</summary>
    public bool SkipTlsVerification { get; init; }
}
