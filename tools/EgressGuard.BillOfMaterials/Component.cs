namespace EgressGuard.BillOfMaterials;

/// <summary>Something that is delivered.</summary>
/// <param name="Type">What CycloneDX calls it: application, library, framework, container.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record Component(string Type, string Name, string Version)
{
    /// <summary>Where to get it, as a package URL; null for what is not published.</summary>
    public string? PackageUrl { get; init; }

    /// <summary>SPDX expression; null where none is known.</summary>
    public string? License { get; init; }

    /// <summary>SHA-512 of the published file, in hexadecimal digits; null where it is not known.</summary>
    public string? Hash { get; init; }

    /// <summary>What the lock file names the content by; null for what is no package.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The references of what it needs, ordered.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>What other components call it.</summary>
    public string Reference => PackageUrl ?? $"{Name}@{Version}";
}
