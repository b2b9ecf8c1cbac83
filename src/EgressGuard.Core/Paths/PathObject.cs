using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>A place in an object of the mesh.</summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Reference">Its namespace and name.</param>
/// <param name="Pointer">The place, as a JSON pointer (RFC 6901); "" for the object as a whole.</param>
public sealed record PathObject(ObjectKind Kind, ObjectRef Reference, string Pointer = "")
{
    /// <summary>Another field of the destination whose <c>host</c> this is; the place itself where it is none.</summary>
    internal PathObject Beside(string field) =>
        Pointer.EndsWith("/host", StringComparison.Ordinal) ? this with { Pointer = Pointer[..^"host".Length] + field } : this;

    /// <summary>The object, for people: <c>VirtualService shop/httpbin</c>.</summary>
    public override string ToString() => $"{ObjectKinds.NameOf(Kind)} {Reference}";
}
