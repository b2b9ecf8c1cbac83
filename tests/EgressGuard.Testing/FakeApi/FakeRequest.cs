namespace EgressGuard.Testing.FakeApi;

/// <summary>A request that the fake API server got.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Path">The path, unescaped.</param>
/// <param name="Query">With its question mark, as it was sent; "" when there is none.</param>
/// <param name="Protocol">Such as <c>HTTP/2</c>.</param>
/// <param name="Headers">The headers.</param>
/// <param name="ClientCertificate">The subject of the client's certificate; null when it showed none.</param>
public sealed record FakeRequest(
    string Method, string Path, string Query, string Protocol, IReadOnlyDictionary<string, string> Headers, string? ClientCertificate)
{
    public bool IsWatch => Query.Contains("watch=", StringComparison.Ordinal);

    public bool IsList => Method == "GET" && !IsWatch;

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public override string ToString() => $"{Method} {Path}{Query}";
}
