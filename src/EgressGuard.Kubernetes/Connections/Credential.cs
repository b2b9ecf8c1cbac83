using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>What proves to the API server who is asking. No record: it must not be printed by accident.</summary>
/// <param name="authorization">The header; null for none.</param>
/// <param name="certificate">The client certificate with its key; null for none.</param>
/// <param name="intermediates">The certificates between the client's and its authority; null for none.</param>
public sealed class Credential(
    AuthenticationHeaderValue? authorization, X509Certificate2? certificate = null, X509Certificate2Collection? intermediates = null)
{
    /// <summary>Nothing: who asks is anonymous.</summary>
    public static Credential None { get; } = new(null);

    /// <summary>The header; null for none.</summary>
    public AuthenticationHeaderValue? Authorization { get; } = authorization;

    /// <summary>The client certificate with its key; null for none.</summary>
    public X509Certificate2? Certificate { get; } = certificate;

    /// <summary>The certificates between the client's and its authority; null for none.</summary>
    public X509Certificate2Collection? Intermediates { get; } = intermediates;

    /// <summary>A bearer token.</summary>
    public static Credential Bearer(string token) => new(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>A text that somebody else wrote, such as a proxy that repeats what it was sent, without the secret.</summary>
    internal string HideIn(string text) => Authorization?.Parameter is { Length: > 0 } secret
        ? text.Replace(secret, "(the credential)", StringComparison.Ordinal)
        : text;

    /// <summary>The same certificate with another header.</summary>
    internal Credential With(AuthenticationHeaderValue header) => new(header, Certificate, Intermediates);

    /// <summary>The same certificate with a bearer token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="place">Where it comes from, for the error.</param>
    /// <exception cref="ConnectionException">No header can carry it.</exception>
    internal Credential WithToken(string token, string place) => token.All(letter => letter is > ' ' and <= '~')
        ? With(new AuthenticationHeaderValue("Bearer", token))
        : throw new ConnectionException(
            $"{place}: the token has white space or special characters in it; write the bare token in one line.");
}
