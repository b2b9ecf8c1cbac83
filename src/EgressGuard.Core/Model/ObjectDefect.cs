namespace EgressGuard.Core.Model;

/// <summary>Why an object cannot be read, and so cannot be judged.</summary>
/// <param name="Pointer">The place, as a JSON pointer into the object; "" for the object itself.</param>
/// <param name="Problem">What is wrong there, as the middle of a sentence.</param>
public sealed record ObjectDefect(string Pointer, string Problem);
