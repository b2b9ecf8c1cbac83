using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>Reads objects as the API server serves them.</summary>
/// <typeparam name="T">What is made of an object.</typeparam>
public interface IObjectReader<out T>
{
    /// <summary>
    /// Reads an object. It does not throw on data: what cannot be read is a value of its own, so that one bad object does not stop the
    /// others. The bytes must not be kept: they are part of a page.
    /// </summary>
    /// <param name="type">The type under which it was served.</param>
    /// <param name="head">What identifies it.</param>
    /// <param name="utf8Json">The object.</param>
    /// <param name="problem">Why it cannot be read; null when it could.</param>
    T Read(ResourceType type, ObjectHead head, ReadOnlyMemory<byte> utf8Json, out string? problem);
}
