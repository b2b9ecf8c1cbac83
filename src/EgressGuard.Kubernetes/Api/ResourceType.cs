using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Api;

/// <summary>A type of objects as the API server's addresses name it.</summary>
/// <param name="Group">The API group, "" for core.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Plural">The name in addresses, such as <c>serviceentries</c>.</param>
/// <param name="Kind">The kind in objects, such as <c>ServiceEntry</c>. Items of lists need not carry it.</param>
/// <param name="IsNamespaced">Whether its objects live in namespaces.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool IsNamespaced)
{
    /// <summary>
    /// The one object that lists and watches are about, or with an empty name those of its namespace; null for all. Permissions for the
    /// objects of that name, or in that namespace, suffice then.
    /// </summary>
    public ObjectRef? Only { get; init; }

    /// <summary><c>apiVersion</c> of its objects.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The path of all objects, or of those of one namespace.</summary>
    public string PathOf(string? @namespace = null)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return string.IsNullOrEmpty(@namespace) || !IsNamespaced ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}";
    }

    /// <summary>The path of one object.</summary>
    public string PathOf(ObjectRef reference) => $"{PathOf(reference.Namespace)}/{Uri.EscapeDataString(reference.Name)}";

    /// <summary>As kubectl writes it: <c>serviceentries.networking.istio.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
