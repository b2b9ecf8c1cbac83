using System.Text.Json.Nodes;

namespace EgressGuard.Testing.FakeApi;

/// <summary>A type of objects that the fake API server serves, at one version.</summary>
public sealed record FakeType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>As kubectl writes it. All versions of a type share its objects, so this names their collection.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Items of built-in kinds carry neither <c>apiVersion</c> nor <c>kind</c> in lists; custom resources carry both.</summary>
    public bool IsBuiltIn => !Group.Contains('.', StringComparison.Ordinal)
        || (Group.EndsWith(".k8s.io", StringComparison.Ordinal) && Group != "gateway.networking.k8s.io");

    /// <summary>Whether a name of a test means this type: null means all, <c>gateways</c> and <c>gateways.networking.istio.io</c> work.</summary>
    public bool IsMeantBy(string? name) => name is null || name == Plural || name == FullName;

    /// <summary>An object of the collection at this version.</summary>
    public JsonObject Present(JsonObject stored, bool inList)
    {
        var shown = new JsonObject();
        if (!inList || !IsBuiltIn)
        {
            shown["apiVersion"] = ApiVersion;
            shown["kind"] = Kind;
        }

        foreach (var (name, value) in stored)
        {
            if (name is not ("apiVersion" or "kind"))
            {
                shown[name] = value?.DeepClone();
            }
        }

        return shown;
    }
}
