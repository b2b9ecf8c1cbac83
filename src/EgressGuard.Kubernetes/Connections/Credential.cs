using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>What proves to the API server who is asking. No record: it must not be printed by accident.</summary>
/// <param name="authorization">The header; null for none.</param>
/// <param name="certificate">The client certificate with its key; null for none.</param>
public sealed class Credential(AuthenticationHeaderValue? authorization, X509Certificate2? certificate = null)
{
    /// <summary>Nothing: who asks is anonymous.</summary>
    public static Credential None { get; } = new(null);

    /// <summary>The header; null for none.</summary>
    public AuthenticationHeaderValue? Authorization { get; } = authorization;

    /// <summary>The client certificate with its key; null for none.</summary>
    public X509Certificate2? Certificate { get; } = certificate;

    /// <summary>A bearer token.</summary>
    public static Credential Bearer(string token, X509Certificate2? certificate = null) =>
        new(new AuthenticationHeaderValue("Bearer", token), certificate);
}
