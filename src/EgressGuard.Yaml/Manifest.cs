namespace EgressGuard.Yaml;

/// <summary>One Kubernetes object as kubectl would send it, and where it was written.</summary>
/// <param name="Source">The name given to the reader: a path, or a name for a stream.</param>
/// <param name="Line">The line of the object's first token, counted from 1.</param>
/// <param name="Json">The object in UTF-8 JSON, without duplicate keys and with normalised numbers.</param>
/// <param name="Positions">Where each value of <paramref name="Json"/> was written.</param>
/// <param name="Issues">What kubectl tolerates in the text and a person should not, in document order.</param>
public sealed record Manifest(string Source, int Line, ReadOnlyMemory<byte> Json, PositionMap Positions, IReadOnlyList<ManifestIssue> Issues);
