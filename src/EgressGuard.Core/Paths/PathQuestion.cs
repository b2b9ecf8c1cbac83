namespace EgressGuard.Core.Paths;

/// <summary>Which way does traffic take: from where, to where (docs/egress-path.md).</summary>
/// <param name="Namespace">The clients' namespace.</param>
/// <param name="Host">The host, normalised; a pattern stands for any name under it that no object mentions more narrowly.</param>
/// <param name="Port">The port that clients dial, 1 to 65535.</param>
public sealed record PathQuestion(string Namespace, string Host, int Port);
