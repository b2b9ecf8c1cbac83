using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>The object under judgement with the circumstances that count.</summary>
/// <param name="Object">The object as it will be.</param>
/// <param name="Namespace">Its namespace, from the request where there is one (istio-egress.md A10).</param>
/// <param name="Name">Its name; while the API server has yet to generate it, the prefix followed by <c>*</c>.</param>
public sealed record Subject(KubeObject Object, string Namespace, string Name)
{
    /// <summary>The object with the namespace of <paramref name="fallback"/> where it names none, and its own name.</summary>
    public static Subject Of(KubeObject @object, string fallback) => new(
        @object,
        string.IsNullOrEmpty(@object.Metadata.Namespace) ? fallback : @object.Metadata.Namespace,
        NameOf(@object.Metadata));

    /// <summary>Whether the object is being deleted: it is then judged as the protection that goes away, with what it was.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>The namespace whose rules hold: the object's own, and of a Namespace itself.</summary>
    public string Home => Object.Kind == ObjectKind.Namespace ? Name : Namespace;

    /// <summary>The object as it was before an UPDATE; null for CREATE and for files.</summary>
    public KubeObject? OldObject
    {
        get => field ?? Former?.Value;
        init;
    }

    /// <summary>The object as it was, unread: most updates are judged without it. Null where there is none or it is given read.</summary>
    internal FormerObject? Former { get; init; }

    /// <summary>Whether the object as it was can hold a text, such as the key of an annotation.</summary>
    /// <param name="utf8Text">The text.</param>
    internal bool MayHaveHeld(ReadOnlySpan<byte> utf8Text) => Former?.MayHold(utf8Text) ?? OldObject is not null;

    /// <summary>The part of the object that this request can change, as a JSON pointer; findings elsewhere are not the request's.</summary>
    public string Reach { get; init; } = "";

    /// <summary>The object's identity in the mesh.</summary>
    public ObjectRef Reference => new(Namespace, Name);

    /// <summary>The kind, namespace and name, for people: <c>ServiceEntry shop/httpbin</c>.</summary>
    public override string ToString() => $"{Object.KindName ?? ObjectKinds.NameOf(Object.Kind)} {Reference}";

    /// <summary>The name; while the API server has yet to generate it, the prefix followed by <c>*</c>.</summary>
    public static string NameOf(ObjectMeta metadata) =>
        !string.IsNullOrEmpty(metadata.Name) ? metadata.Name : (metadata.GenerateName ?? "") + "*";
}
