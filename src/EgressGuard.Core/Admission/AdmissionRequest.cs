namespace EgressGuard.Core.Admission;

/// <summary>The <c>request</c> of an AdmissionReview, as far as EgressGuard reads it (API document: admission/v1 AdmissionRequest).</summary>
public sealed record AdmissionRequest
{
    /// <summary>The API group of the object's kind; "" for core kinds.</summary>
    public string Group { get; init; } = "";

    /// <summary>The object's kind, after any conversion that <c>matchPolicy: Equivalent</c> asked for.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The subresource, such as <c>ephemeralcontainers</c>; "" for the object itself.</summary>
    public string SubResource { get; init; } = "";

    /// <summary>The object's name; "" while it is still to be generated.</summary>
    public string Name { get; init; } = "";

    /// <summary>The object's namespace; "" for cluster-scoped kinds.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The name under which the API server authenticated the user.</summary>
    public string Username { get; init; } = "";

    /// <summary>Whether nothing will be stored, whatever the answer.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The object as it will be, as it stands in the body; empty when null or absent.</summary>
    public ReadOnlyMemory<byte> Object { get; init; }

    /// <summary>The object as it was, as it stands in the body; empty when null or absent.</summary>
    public ReadOnlyMemory<byte> OldObject { get; init; }
}
