using System.Text.Json.Nodes;
using EgressGuard.Core.Model;

namespace EgressGuard.Testing.FakeApi;

/// <summary>The objects of a type, and every change of them. Guarded by the store that holds it.</summary>
internal sealed class FakeCollection
{
    /// <summary>In the order in which they are listed.</summary>
    public SortedDictionary<ObjectRef, JsonObject> Objects { get; } = [];

    public List<FakeChange> Changes { get; } = [];

    /// <summary>Watches from before this version are told that it expired.</summary>
    public long Floor { get; set; }
}

/// <summary>A change, as watches tell it.</summary>
internal sealed record FakeChange(long Version, string Event, JsonObject Object)
{
    public string Namespace => FakeJson.Meta(Object, "namespace") ?? "";
}
