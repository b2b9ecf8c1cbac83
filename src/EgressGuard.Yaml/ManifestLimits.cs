namespace EgressGuard.Yaml;

/// <summary>How much one document may cost. Each limit ends in a <see cref="ManifestException"/>, never in a crash.</summary>
public sealed record ManifestLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static ManifestLimits Default { get; } = new();

    /// <summary>Largest document in bytes, as written: 32 MiB. A request to the API server ends at 3 MiB; the rest is for lists.
    /// A file or stream has no limit: documents are read one by one.</summary>
    public int MaxDocumentBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest object in bytes of JSON, after aliases are written out: 64 MiB.</summary>
    public int MaxJsonBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Deepest nesting of mappings and sequences, aliases included: 1,000. Kubernetes stops at 10,000, real objects at 30.</summary>
    public int MaxDepth { get; init; } = 1000;

    /// <summary>Most keys and values in one document, before and after aliases are written out: 2,000,000.</summary>
    public int MaxNodes { get; init; } = 2_000_000;

    /// <summary>Most issues reported for one manifest: 100. Further ones are dropped: the first ones already fail it.</summary>
    public int MaxIssues { get; init; } = 100;
}
