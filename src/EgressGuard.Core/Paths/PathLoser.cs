namespace EgressGuard.Core.Paths;

/// <summary>An object that could have decided about the path and did not.</summary>
/// <param name="Object">The object.</param>
/// <param name="Reason">Why it did not: the end of a sentence that begins with the object, such as <c>is not exported to namespace shop</c>.</param>
public sealed record PathLoser(PathObject Object, string Reason);
