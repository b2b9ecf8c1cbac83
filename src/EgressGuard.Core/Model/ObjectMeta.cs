using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Core.Model;

/// <summary>The part of Kubernetes object metadata that rules and mutation read (API document: meta/v1 ObjectMeta).</summary>
public sealed record ObjectMeta
{
    // Before Empty: static members are initialized in the order of the text, and Empty takes its labels from here.
    private static readonly Dictionary<string, string?> Nothing = [];

    /// <summary>Metadata with nothing set, for objects that carry none.</summary>
    public static ObjectMeta Empty { get; } = new();

    /// <summary>The object's name; absent while the API server has yet to generate it (istio-egress.md A10).</summary>
    public string? Name { get; init; }

    /// <summary>The prefix of a name that the API server will generate.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace; may be absent in a review, where the request's namespace counts (istio-egress.md A10).</summary>
    public string? Namespace { get; init; }

    /// <summary>What tells the object from an earlier one of the same name; absent in files.</summary>
    public string? Uid { get; init; }

    /// <summary>The labels; empty when absent or null.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Labels { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>The annotations; empty when absent or null.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string?> Annotations { get; init => field = value ?? Nothing; } = Nothing;

    /// <summary>When the API server took the object (RFC 3339, UTC, whole seconds); absent in files.</summary>
    public string? CreationTimestamp { get; init; }

    /// <summary>Set while the object is being deleted and waits for its finalizers (RFC 3339).</summary>
    public string? DeletionTimestamp { get; init; }

    /// <summary>The label's value, or null when the label is absent. A null value reads as "", as the API server stores it.</summary>
    public string? Label(string key) => Labels.TryGetValue(key, out var value) ? value ?? "" : null;

    /// <summary>The annotation's value, or null when it is absent. A null value reads as "", as the API server stores it.</summary>
    public string? Annotation(string key) => Annotations.TryGetValue(key, out var value) ? value ?? "" : null;
}
