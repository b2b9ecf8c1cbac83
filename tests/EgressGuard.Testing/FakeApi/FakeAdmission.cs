using System.Text.Json.Nodes;

namespace EgressGuard.Testing.FakeApi;

/// <summary>A write that is about to happen, for whoever may refuse it. <see cref="Object"/> may be changed in place, as mutation does.</summary>
/// <param name="Operation">CREATE or UPDATE.</param>
/// <param name="Type">The type.</param>
/// <param name="Namespace">The namespace; "" where there is none.</param>
/// <param name="Object">The object as it will be.</param>
/// <param name="Old">The object as it is; null when it is created.</param>
/// <param name="SubResource">The subresource; null for the object itself.</param>
/// <param name="IsDryRun">Whether nothing will be stored.</param>
public sealed record FakeAdmission(
    string Operation, FakeType Type, string Namespace, JsonObject Object, JsonObject? Old, string? SubResource, bool IsDryRun);

/// <summary>Why a write is refused, as the API server words it.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">Such as <c>Forbidden</c>.</param>
/// <param name="Message">For people.</param>
public sealed record FakeRefusal(int Code, string Reason, string Message);
