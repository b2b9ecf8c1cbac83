using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>An object of a list.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="KindName">Its kind, as manifests call it.</param>
/// <param name="Reference">Its namespace and name.</param>
/// <param name="Object">The object; null when it cannot be read.</param>
/// <param name="Defect">Why it cannot be read; null exactly when it can.</param>
public sealed record ListedObject(ObjectKind Kind, string KindName, ObjectRef Reference, KubeObject? Object, ObjectDefect? Defect);
